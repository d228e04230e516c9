'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { Role } from '#lib/contracts/principal.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';

export function useMembers() {
  const { workspace, client } = useWorkspaceView();
  return useInfiniteQuery({
    queryKey: queryKeys.members(workspace.id),
    queryFn: ({ pageParam, signal }) => client.call('listMembers', { query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useInvitations() {
  const { workspace, client } = useWorkspaceView();
  return useInfiniteQuery({
    queryKey: queryKeys.invitations(workspace.id),
    queryFn: ({ pageParam, signal }) =>
      client.call('listInvitations', { query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function useMemberChanges() {
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const members = () => cache.invalidateQueries({ queryKey: queryKeys.members(workspace.id) });
  const invitations = () => cache.invalidateQueries({ queryKey: queryKeys.invitations(workspace.id) });
  return {
    setRole: useMutation({
      mutationFn: ({ id, role }: { id: string; role: Role }) =>
        client.call('updateMember', { params: { id }, body: { role } }),
      onSettled: members,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.call('removeMember', { params: { id } }),
      onSettled: members,
    }),
    invite: useMutation({
      mutationFn: (body: { email: string; role: Role }) => client.call('createInvitation', { body }),
      onSettled: invitations,
    }),
    takeBack: useMutation({
      mutationFn: (id: string) => client.call('deleteInvitation', { params: { id } }),
      onSettled: invitations,
    }),
  };
}
