'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useEffect } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import { useWorkspaceEvents } from '../layout/use-workspace-events.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { foldStepEvent } from './execution-detail-cache.ts';
import { foldExecution, summaryOf, type ExecutionFilter, type ExecutionPage } from './execution-list-cache.ts';

const PAGE_SIZE = 50;

/** The list, kept up to date by the workspace's events. */
export function useLiveExecutions(filter: ExecutionFilter) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const queryKey = queryKeys.executionList(workspace.id, filter);
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      client.call('listExecutions', { query: { ...filter, limit: PAGE_SIZE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  useWorkspaceEvents(
    (event) => {
      const summary = summaryOf(event);
      if (!summary) return;
      cache.setQueryData<InfiniteData<ExecutionPage, string | undefined>>(queryKey, (data) =>
        data ? { ...data, pages: [...foldExecution(data.pages, summary, filter)] } : data,
      );
    },
    () => void cache.invalidateQueries({ queryKey: queryKeys.executions(workspace.id) }),
  );
  return query;
}

/** One execution, followed step by step until it has ended. */
export function useLiveExecution(id: string) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const query = useQuery({
    queryKey: queryKeys.execution(workspace.id, id),
    queryFn: ({ signal }) => client.call('getExecution', { params: { id }, signal }),
  });
  const live = query.data !== undefined && !isEnded(query.data.status);
  useEffect(() => {
    if (!live) return;
    const queryKey = queryKeys.execution(workspace.id, id);
    return client.subscribe('streamExecution', {
      params: { id },
      onEvent: (event) => {
        if (event.type.startsWith('execution.')) return void cache.invalidateQueries({ queryKey });
        cache.setQueryData<Execution>(queryKey, (execution) =>
          execution ? foldStepEvent(execution, event) : execution,
        );
      },
    });
  }, [live, client, cache, workspace.id, id]);
  return { query, live };
}

export function useCancelExecution(id: string) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => client.call('cancelExecution', { params: { id } }),
    onSuccess: (execution) => cache.setQueryData(queryKeys.execution(workspace.id, id), execution),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.executions(workspace.id) }),
  });
}
