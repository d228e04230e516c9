'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { queryKeys } from '#lib/client/query-keys.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Checkbox, Label, SegmentedControl, Skeleton } from '../ui/index.ts';

interface ServerChoiceProps {
  /** Workflow ids; null: all. */
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
  const { workspace, client } = useWorkspaceView();
  const filter = { limit: 200 };
  const { data, isPending } = useQuery({
    queryKey: queryKeys.workflowList(workspace.id, filter),
    queryFn: ({ signal }) => client.call('listWorkflows', { query: filter, signal }),
  });
  if (isPending) return <Skeleton className="mt-2 h-16" />;
  if (!data || data.items.length === 0) return <p className="text-muted mt-2 text-xs">{t('noServers')}</p>;
  return (
    <div className="rounded-control border-line mt-2 flex max-h-40 flex-col gap-2 overflow-y-auto border p-2.5">
      {data.items.map((workflow) => (
        <Label key={workflow.id} className="flex items-center gap-2 font-normal">
          <Checkbox
            checked={value.includes(workflow.id)}
            onCheckedChange={(on) =>
              onValueChange(on === true ? [...value, workflow.id] : value.filter((id) => id !== workflow.id))
            }
          />
          <span className="truncate">{workflow.name}</span>
        </Label>
      ))}
    </div>
  );
}
