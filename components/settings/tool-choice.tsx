'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Checkbox, Label, SegmentedControl, Skeleton } from '../ui/index.ts';

interface ToolChoiceProps {
  /** The key's one server: a workflow or a collection. */
  serverId: string;
  /** Names of tools; null: all. */
  value: string[] | null;
  onValueChange: (value: string[] | null) => void;
  error: string | undefined;
}

/** All tools of a server, or some of them. */
export function ToolChoice({ serverId, value, onValueChange, error }: ToolChoiceProps) {
  const t = useTranslations('apiKeys');
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('tools')}</legend>
      <SegmentedControl
        label={t('tools')}
        value={value === null ? 'all' : 'some'}
        options={[
          { value: 'all', label: t('allTools') },
          { value: 'some', label: t('someTools') },
        ]}
        onValueChange={(choice) => onValueChange(choice === 'all' ? null : (value ?? []))}
      />
      {value === null ? null : <ToolList serverId={serverId} value={value} onValueChange={onValueChange} />}
      {error ? (
        <p role="alert" className="text-error mt-1.5 text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

function ToolList({
  serverId,
  value,
  onValueChange,
}: {
  serverId: string;
  value: string[];
  onValueChange: (value: string[]) => void;
}) {
  const t = useTranslations('apiKeys');
  const tools = useToolNames(serverId);
  if (tools.isPending) return <Skeleton className="mt-2 h-16" />;
  if (!tools.data || tools.data.length === 0) return <p className="text-muted mt-2 text-xs">{t('noTools')}</p>;
  return (
    <div className="rounded-control border-line mt-2 flex max-h-40 flex-col gap-2 overflow-y-auto border p-2.5">
      {tools.data.map((name) => (
        <Label key={name} className="flex items-center gap-2 font-normal">
          <Checkbox
            checked={value.includes(name)}
            onCheckedChange={(on) =>
              onValueChange(on === true ? [...value, name] : value.filter((other) => other !== name))
            }
          />
          <code className="truncate font-mono text-xs">{name}</code>
        </Label>
      ))}
    </div>
  );
}

/** What the tools of a workflow's or a collection's server are called there. */
function useToolNames(serverId: string) {
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
    retry: false,
  });
}
