'use client';
import { useQuery } from '@tanstack/react-query';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useWorkspaceView } from '#components/layout/workspace-context.tsx';
import { useSession } from '../session/editor-context.tsx';

/** How the draft, as it is saved now, would change the live server for its callers. */
export function useContract() {
  const { client, workflow, autosave } = useSession();
  const { workspace } = useWorkspaceView();
  return useQuery({
    queryKey: [...queryKeys.deployments(workspace.id), 'preview', workflow.id],
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      await autosave.flush();
      return client.call('previewDeployment', { params: { id: workflow.id }, signal });
    },
  });
}
