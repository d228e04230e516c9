'use client';
import { keepPreviousData, useMutation, useQuery, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { ContractBodyInput } from '#lib/contracts/api/contract.ts';
import type { updateServer } from '#lib/contracts/api/servers.ts';
import { useWorkspaceView } from '../../layout/workspace-context.tsx';

export type ServerChange = ContractBodyInput<typeof updateServer>;

/** What sets a server, be it a workflow's or a collection's. */
export type SettingsMutation = Pick<
  UseMutationResult<unknown, Error, Pick<ServerChange, 'access'> & { settings?: LimitSettings }>,
  'mutate' | 'isPending' | 'error'
>;
export type LimitSettings = Pick<NonNullable<ServerChange['settings']>, 'limits' | 'publicLimits'>;

/** Sets a server. */
export function useServerChange(workflowId: string) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ServerChange) => client.call('updateServer', { params: { id: workflowId }, body }),
    onSuccess: () => cache.invalidateQueries({ queryKey: queryKeys.server(workspace.id, workflowId) }),
  });
}

/** What a change would make of the server; asked again when the change is another one. */
export function useServerPreview(workflowId: string, change: ServerChange, enabled: boolean) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: [...queryKeys.server(workspace.id, workflowId), 'preview', change],
    queryFn: ({ signal }) => client.call('previewServer', { params: { id: workflowId }, body: change, signal }),
    enabled,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 60_000,
  });
}
