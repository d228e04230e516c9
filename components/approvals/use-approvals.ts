'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useWorkspaceEvents } from '../layout/use-workspace-events.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';

const pageSize = 50;
const countEveryMs = 20_000;

/** Questions that wait for an answer, or all of them, kept up to date by the workspace's events. */
export function useApprovals(filter: { status?: 'pending'; executionId?: string }) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const refresh = () => void cache.invalidateQueries({ queryKey: queryKeys.approvals(workspace.id) });
  useWorkspaceEvents((event) => {
    if (event.type === 'execution.waiting' || event.type === 'execution.finished') refresh();
  }, refresh);
  return useInfiniteQuery({
    queryKey: queryKeys.approvalList(workspace.id, filter),
    queryFn: ({ pageParam, signal }) =>
      client.call('listApprovals', { query: { ...filter, limit: pageSize, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** How many questions the reader could answer now; `50` stands for 50 or more. */
export function useOpenApprovalCount(): number {
  const { workspace, client } = useWorkspaceView();
  const filter = { assignee: 'me', status: 'pending' } as const;
  const { data } = useQuery({
    queryKey: queryKeys.approvalList(workspace.id, filter),
    queryFn: ({ signal }) => client.call('listApprovals', { query: { ...filter, limit: pageSize }, signal }),
    refetchInterval: countEveryMs,
  });
  return data?.items.length ?? 0;
}

export interface Answer {
  decision: 'approve' | 'reject';
  data?: unknown;
}

export function useAnswer(id: string) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Answer) => client.call('answerApproval', { params: { id }, body }),
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: queryKeys.approvals(workspace.id) }),
        cache.invalidateQueries({ queryKey: queryKeys.executions(workspace.id) }),
      ]),
  });
}
