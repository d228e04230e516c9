'use client';
import { useQuery } from '@tanstack/react-query';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useWorkspaceView } from '../../layout/workspace-context.tsx';

/** What is computed: a numbered version, or the draft as it is now. */
export type ReplayTarget = number | 'draft';

/** A replay changes nothing: it may be asked for like a page. */
export function useReplay(id: string, version: ReplayTarget | null) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: [...queryKeys.execution(workspace.id, id), 'replay', version],
    queryFn: ({ signal }) =>
      client.call('replayExecution', { params: { id }, body: version === null ? {} : { version }, signal }),
    enabled: version !== null,
    // A draft changes; of a version the answer is always the same.
    staleTime: version === 'draft' ? 0 : Infinity,
    gcTime: version === 'draft' ? 0 : 300_000,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

/** The newest versions of a workflow, to choose from. */
export function useVersions(workflowId: string | undefined) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: [...queryKeys.versions(workspace.id, workflowId ?? ''), 'list'],
    queryFn: ({ signal }) =>
      client.call('listVersions', { params: { id: workflowId ?? '' }, query: { limit: 50 }, signal }),
    enabled: workflowId !== undefined,
  });
}
