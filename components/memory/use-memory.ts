'use client';
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { ContractBodyInput } from '#lib/contracts/api/contract.ts';
import type { putMemory } from '#lib/contracts/api/memory.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';

const PAGE_SIZE = 50;

/** Keys that begin with a text. */
export function useMemoryList(prefix: string) {
  const { workspace, client } = useWorkspaceView();
  return useInfiniteQuery({
    queryKey: queryKeys.memoryList(workspace.id, prefix),
    queryFn: ({ pageParam, signal }) =>
      client.call('listMemory', {
        query: { limit: PAGE_SIZE, cursor: pageParam, ...(prefix !== '' && { prefix }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // Runs change it at any time.
    staleTime: 0,
  });
}

/** The whole value under a key. */
export function useMemoryEntry(key: string) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: queryKeys.memoryEntry(workspace.id, key),
    queryFn: ({ signal }) => client.call('getMemory', { query: { key }, signal }),
    staleTime: 0,
    gcTime: 0,
  });
}

export interface MemoryChange extends ContractBodyInput<typeof putMemory> {
  key: string;
}

/** A new key that is there already. */
export class KeyTaken extends Error {}

export function useMemoryChanges() {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: queryKeys.memory(workspace.id) });
  const isThere = (key: string): Promise<boolean> =>
    client.call('getMemory', { query: { key } }).then(
      () => true,
      (error: unknown) => {
        if (isApiProblem(error) && error.status === 404) return false;
        throw error;
      },
    );
  return {
    save: useMutation({
      mutationFn: async ({ change: { key, ...body }, isNew }: { change: MemoryChange; isNew: boolean }) => {
        if (isNew && (await isThere(key))) throw new KeyTaken();
        return client.call('putMemory', { query: { key }, body });
      },
      onSettled,
    }),
    remove: useMutation({
      mutationFn: (key: string) => client.call('deleteMemory', { query: { key } }),
      onSettled,
    }),
  };
}
