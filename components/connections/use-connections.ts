'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocale } from 'next-intl';
import { localConnector } from '#lib/client/localize.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { createConnection, updateConnection } from '#lib/contracts/api/connections.ts';
import type { ContractBodyInput } from '#lib/contracts/api/contract.ts';
import { catalogueTexts } from '../i18n/catalogue-texts.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';

export type NewConnection = ContractBodyInput<typeof createConnection>;
export type ConnectionChange = ContractBodyInput<typeof updateConnection>;

/** Shared connections and one's own, newest first. */
export function useConnections() {
  const { workspace, client } = useWorkspaceView();
  return useInfiniteQuery({
    queryKey: queryKeys.connectionList(workspace.id),
    queryFn: ({ pageParam, signal }) =>
      client.call('listConnections', { query: { limit: 200, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** The kinds of connections, as data in the reader's language. */
export function useConnectors() {
  const { client } = useWorkspaceView();
  const locale = useLocale();
  return useQuery({
    queryKey: queryKeys.connectors(locale),
    queryFn: async ({ signal }) => {
      const [{ items }, texts] = await Promise.all([
        client.call('listIntegrations', { signal }),
        catalogueTexts(locale),
      ]);
      return { items: items.map((connector) => localConnector(connector, texts)) };
    },
    staleTime: Infinity,
  });
}

/** Where a connection is used; asked when somebody is about to delete it. */
export function useConnectionUses(id: string | undefined) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: queryKeys.connection(workspace.id, id ?? ''),
    queryFn: ({ signal }) => client.call('getConnection', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
    staleTime: 0,
  });
}

export function useConnectionChanges() {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: queryKeys.connections(workspace.id) });
  return {
    create: useMutation({ mutationFn: (body: NewConnection) => client.call('createConnection', { body }), onSettled }),
    update: useMutation({
      mutationFn: ({ id, ...body }: ConnectionChange & { id: string }) =>
        client.call('updateConnection', { params: { id }, body }),
      onSettled,
    }),
    // Whoever deletes has seen where it is used.
    remove: useMutation({
      mutationFn: (id: string) => client.call('deleteConnection', { params: { id }, query: { force: 'true' } }),
      onSettled,
    }),
    test: useMutation({
      mutationFn: (id: string) => client.call('testConnection', { params: { id } }),
      onSettled,
    }),
  };
}
