'use client';
import {
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type UseInfiniteQueryResult,
} from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { AppEvent } from '#lib/contracts/events.ts';
import { isEnded, type Execution, type ExecutionSummary } from '#lib/contracts/execution.ts';
import { useWorkspaceEvents } from '../layout/use-workspace-events.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { foldStepEvents } from './execution-detail-cache.ts';
import { foldExecution, summaryOf, type ExecutionFilter, type ExecutionPage } from './execution-list-cache.ts';

const PAGE_SIZE = 50;
/** A search looks at thousands of runs a page; so many pages without any find are asked for at once. */
const EMPTY_PAGES = 20;
const DRAW_EVERY_MS = 200;

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
  return { query, searching: useSearchOn(query) };
}

/** Goes on while nothing is found, for a while. Whether it does so now. */
function useSearchOn(query: UseInfiniteQueryResult<InfiniteData<ExecutionPage>>): boolean {
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = query;
  const pages = data?.pages ?? [];
  const empty = pages.length > 0 && pages.every((page) => page.items.length === 0);
  const goOn = empty && hasNextPage && !isError && pages.length % EMPTY_PAGES !== 0;
  useEffect(() => {
    if (goOn && !isFetching) void fetchNextPage();
  }, [goOn, isFetching, fetchNextPage]);
  return goOn || (empty && isFetching);
}

/** One execution, followed step by step until it has ended. */
export function useLiveExecution(id: string) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const query = useQuery({
    queryKey: queryKeys.execution(workspace.id, id),
    queryFn: ({ signal }) => client.call('getExecution', { params: { id }, query: { values: 'named' }, signal }),
  });
  const live = query.data !== undefined && !isEnded(query.data.status);
  useEffect(() => {
    if (!live) return;
    const queryKey = queryKeys.execution(workspace.id, id);
    let arrived: AppEvent[] = [];
    // A loop tells thousands of steps in a moment: they are drawn together.
    const timer = setInterval(() => {
      if (arrived.length === 0) return;
      const events = arrived;
      arrived = [];
      cache.setQueryData<Execution>(queryKey, (execution) =>
        execution ? foldStepEvents(execution, events) : execution,
      );
    }, DRAW_EVERY_MS);
    const stop = client.subscribe('streamExecution', {
      params: { id },
      onEvent: (event) => {
        if (event.type.startsWith('execution.')) void cache.invalidateQueries({ queryKey });
        else arrived.push(event);
      },
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [live, client, cache, workspace.id, id]);
  return { query, live };
}

/** What a run's definition says of its nodes. */
export interface RunNodes {
  /** Names by id, without those of nodes that have none. */
  names: ReadonlyMap<string, string>;
  /** The loop around each node of a body. */
  parents: ReadonlyMap<string, string>;
  /** Configs as they are written, by id. */
  configs: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** The nodes as the version that ran has them; a draft's are those of today. Empty until they are known. */
export function useRunNodes({ workflowId, version }: ExecutionSummary): RunNodes {
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
  return useMemo(
    () => ({
      names: new Map(data?.flatMap(({ id, name }) => (name === '' ? [] : [[id, name] as const]))),
      parents: new Map(data?.flatMap(({ id, parentId }) => (parentId ? [[id, parentId] as const] : []))),
      configs: new Map(data?.map(({ id, config }) => [id, config] as const)),
    }),
    [data],
  );
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

interface RetryChoice {
  /** Key of the node from which on everything runs anew. */
  from?: string;
  /** Another input: then everything runs anew. */
  input?: unknown;
  /** What the step `from` runs with. */
  stepInput?: Record<string, unknown>;
}

/** Runs an ended run again, as a new one. */
export function useRetryExecution(id: string) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: RetryChoice) =>
      client.call('retryExecution', { params: { id }, body, idempotencyKey: crypto.randomUUID() }),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.executions(workspace.id) }),
  });
}

export type Settlement = { as: 'happened'; output?: unknown } | { as: 'notHappened' | 'givenUp' };

/** Says what became of a call that left no receipt. */
export function useSettleStep(id: string, stepId: string) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Settlement) => client.call('settleStep', { params: { id, stepId }, body }),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.executions(workspace.id) }),
  });
}

/** Lets a waiting step go on at once. */
export function useResumeStep(id: string, stepId: string) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => client.call('resumeExecution', { params: { id }, body: { stepId } }),
    onSettled: () => cache.invalidateQueries({ queryKey: queryKeys.executions(workspace.id) }),
  });
}
