'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
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
      mutationFn: (name: string) => client.call('deleteVariable', { params: { name } }),
      onSettled,
    }),
  };
}
