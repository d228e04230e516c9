'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import { isEnded, type Execution, type ExecutionSummary } from '#lib/contracts/execution.ts';
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

/**
 * Names of the nodes by id, as the version that ran has them; a draft's are those of today. Empty until they are known,
 * and without those of nodes that have none.
 */
export function useNodeNames({ workflowId, version }: ExecutionSummary): ReadonlyMap<string, string> {
  const { workspace, client } = useWorkspaceView();
  const { data } = useQuery({
    queryKey: [...queryKeys.versions(workspace.id, workflowId), 'definition', version],
    queryFn: async ({ signal }) => {
      const { definition } =
        version === null
          ? await client.call('getWorkflow', { params: { id: workflowId }, signal })
          : await client.call('getVersion', { params: { id: workflowId, version }, signal });
      return definition.nodes;
    },
    // A version never changes.
    staleTime: version === null ? 0 : Infinity,
  });
  return useMemo(() => new Map(data?.flatMap(({ id, name }) => (name === '' ? [] : [[id, name] as const]))), [data]);
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
