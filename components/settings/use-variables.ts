'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { ContractBodyInput } from '#lib/contracts/api/contract.ts';
import type { putVariable } from '#lib/contracts/api/variables.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';

export function useVariables() {
  const { workspace, client } = useWorkspaceView();
  return useInfiniteQuery({
    queryKey: queryKeys.variables(workspace.id),
    queryFn: ({ pageParam, signal }) =>
      client.call('listVariables', { query: { limit: 100, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** Where a variable is used; asked when somebody is about to delete it. */
export function useVariableUses(name: string | undefined) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: queryKeys.variable(workspace.id, name ?? ''),
    queryFn: ({ signal }) => client.call('getVariable', { params: { name: name ?? '' }, signal }),
    enabled: name !== undefined,
    staleTime: 0,
  });
}

export interface VariableChange extends ContractBodyInput<typeof putVariable> {
  name: string;
}

export function useVariableChanges() {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: queryKeys.variables(workspace.id) });
  return {
    save: useMutation({
      mutationFn: ({ name, ...body }: VariableChange) => client.call('putVariable', { params: { name }, body }),
      onSettled,
    }),
    remove: useMutation({
      // Whoever deletes has seen where it is used.
      mutationFn: (name: string) => client.call('deleteVariable', { params: { name }, query: { force: 'true' } }),
      onSettled,
    }),
  };
}
