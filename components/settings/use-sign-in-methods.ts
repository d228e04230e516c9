'use client';
import { useQuery } from '@tanstack/react-query';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useClient } from '../layout/workspace-context.tsx';

/** How the person can sign in: password, linked accounts, and the providers that could be added. */
export function useSignInMethods() {
  const client = useClient();
  return useQuery({
    queryKey: queryKeys.signInMethods(),
    queryFn: ({ signal }) => client.call('listLinkedAccounts', { signal }),
  });
}
