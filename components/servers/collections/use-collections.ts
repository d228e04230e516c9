'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { createCollection, updateCollection } from '#lib/contracts/api/collections.ts';
import type { ContractBodyInput } from '#lib/contracts/api/contract.ts';
import { useWorkspaceView } from '../../layout/workspace-context.tsx';

const LIMIT = 200;

export type CollectionInput = ContractBodyInput<typeof createCollection>;

/** The collections of the workspace, newest first. */
export function useCollections() {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: queryKeys.collections(workspace.id),
    queryFn: async ({ signal }) => (await client.call('listCollections', { query: { limit: LIMIT }, signal })).items,
  });
}

export function useCollection(id: string) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: [...queryKeys.collections(workspace.id), id],
    queryFn: ({ signal }) => client.call('getCollection', { params: { id }, signal }),
  });
}

/** Workflows whose tools a collection may have. */
export function useGatherable() {
  const { workspace, client } = useWorkspaceView();
  const filter = { limit: LIMIT };
  return useQuery({
    queryKey: queryKeys.workflowList(workspace.id, filter),
    queryFn: ({ signal }) => client.call('listWorkflows', { query: filter, signal }),
  });
}

export function useCollectionChanges() {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const onSuccess = () => cache.invalidateQueries({ queryKey: queryKeys.collections(workspace.id) });
  return {
    create: useMutation({
      mutationFn: (body: CollectionInput) => client.call('createCollection', { body }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.call('deleteCollection', { params: { id } }),
      onSuccess,
    }),
  };
}

export function useCollectionChange(id: string) {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: ContractBodyInput<typeof updateCollection>) =>
      client.call('updateCollection', { params: { id }, body }),
    onSuccess: () => cache.invalidateQueries({ queryKey: queryKeys.collections(workspace.id) }),
  });
}
