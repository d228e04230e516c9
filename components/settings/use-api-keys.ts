'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { ContractBodyInput } from '#lib/contracts/api/contract.ts';
import type { createApiKey } from '#lib/contracts/api/identity.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';

export function useApiKeys() {
  const { workspace, client } = useWorkspaceView();
  return useInfiniteQuery({
    queryKey: queryKeys.apiKeys(workspace.id),
    queryFn: ({ pageParam, signal }) => client.call('listApiKeys', { query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useApiKeyChanges() {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: queryKeys.apiKeys(workspace.id) });
  return {
    create: useMutation({
      mutationFn: (body: ContractBodyInput<typeof createApiKey>) => client.call('createApiKey', { body }),
      onSettled,
    }),
    revoke: useMutation({
      mutationFn: (id: string) => client.call('deleteApiKey', { params: { id } }),
      onSettled,
    }),
  };
}
