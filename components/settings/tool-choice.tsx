'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { AllOrSome, type AllOrSomeProps } from './all-or-some.tsx';

interface ToolChoiceProps extends AllOrSomeProps {
  /** The key's one server: a workflow or a collection. */
  serverId: string;
}

/** All tools of a server, or some of them by name. */
export function ToolChoice({ serverId, ...choice }: ToolChoiceProps) {
  const t = useTranslations('apiKeys');
  const { data, isPending } = useToolNames(serverId, choice.value !== null);
  return (
    <AllOrSome
      {...choice}
      texts={{ title: t('tools'), all: t('allTools'), some: t('someTools'), none: t('noTools') }}
      items={data?.map((name) => ({
        id: name,
        label: <code className="truncate font-mono text-xs">{name}</code>,
      }))}
      isPending={isPending}
    />
  );
}

/** What the tools of a workflow's or a collection's server are called there. */
function useToolNames(serverId: string, enabled: boolean) {
  const { workspace, client } = useWorkspaceView();
  return useQuery({
    queryKey: [...queryKeys.server(workspace.id, serverId), 'tool-names'],
    queryFn: async ({ signal }) => {
      const { items } = await client.call('listCollections', { query: { limit: 200 }, signal });
      if (items.some(({ id }) => id === serverId)) {
        const { members } = await client.call('getCollection', { params: { id: serverId }, signal });
        return members.flatMap(({ tools }) => tools.flatMap(({ as }) => (as === null ? [] : [as])));
      }
      const { tools } = await client.call('getServer', { params: { id: serverId }, signal });
      return tools.flatMap(({ served }) => (served ? [served.name] : []));
    },
    enabled,
    retry: false,
  });
}
