'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Checkbox, Label, SegmentedControl, Skeleton } from '../ui/index.ts';

interface ServerChoiceProps {
  /** Ids of workflows and collections; null: all. */
  value: string[] | null;
  onValueChange: (value: string[] | null) => void;
  error: string | undefined;
}

/** All servers of the workspace, or some of them. */
export function ServerChoice({ value, onValueChange, error }: ServerChoiceProps) {
  const t = useTranslations('apiKeys');
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t('servers')}</legend>
      <SegmentedControl
        label={t('servers')}
        value={value === null ? 'all' : 'some'}
        options={[
          { value: 'all', label: t('allServers') },
          { value: 'some', label: t('someServers') },
        ]}
        onValueChange={(choice) => onValueChange(choice === 'all' ? null : (value ?? []))}
      />
      {value === null ? null : <ServerList value={value} onValueChange={onValueChange} />}
      {error ? (
        <p role="alert" className="text-error mt-1.5 text-xs">
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

function ServerList({ value, onValueChange }: { value: string[]; onValueChange: (value: string[]) => void }) {
  const t = useTranslations('apiKeys');
  const servers = useServerNames();
  if (servers.isPending) return <Skeleton className="mt-2 h-16" />;
  if (!servers.data || servers.data.length === 0) return <p className="text-muted mt-2 text-xs">{t('noServers')}</p>;
  return (
    <div className="rounded-control border-line mt-2 flex max-h-40 flex-col gap-2 overflow-y-auto border p-2.5">
      {servers.data.map((server) => (
        <Label key={server.id} className="flex items-center gap-2 font-normal">
          <Checkbox
            checked={value.includes(server.id)}
            onCheckedChange={(on) =>
              onValueChange(on === true ? [...value, server.id] : value.filter((id) => id !== server.id))
            }
          />
          <span className="truncate">{server.name}</span>
        </Label>
      ))}
    </div>
  );
}

/** Collections, then workflows. */
function useServerNames() {
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
  });
}
