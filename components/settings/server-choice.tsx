'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { AllOrSome, type AllOrSomeProps } from './all-or-some.tsx';

/** All servers of the workspace, or some of them by id: workflows and collections. */
export function ServerChoice(choice: AllOrSomeProps) {
  const t = useTranslations('apiKeys');
  const { data, isPending } = useServerNames(choice.value !== null);
  return (
    <AllOrSome
      {...choice}
      texts={{ title: t('servers'), all: t('allServers'), some: t('someServers'), none: t('noServers') }}
      items={data?.map(({ id, name }) => ({ id, label: <span className="truncate">{name}</span> }))}
      isPending={isPending}
    />
  );
}

/** Collections, then workflows. */
function useServerNames(enabled: boolean) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: [...queryKeys.workflows(workspace.id), 'servers'],
    queryFn: async ({ signal }) => {
      const [collections, workflows] = await Promise.all([
        client.call('listCollections', { query: { limit: 200 }, signal }),
        client.call('listWorkflows', { query: { limit: 200 }, signal }),
      ]);
      return [...collections.items, ...workflows.items].map(({ id, name }) => ({ id, name }));
    },
    enabled,
  });
}
