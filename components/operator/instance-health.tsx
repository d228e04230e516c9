'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { Instance } from '#lib/contracts/api/operator.ts';
import { useByteText, useNumberText } from '../i18n/use-quantity.ts';
import { Section } from '../settings/section.tsx';
import { Badge, DataTable, RelativeTime, type DataColumn } from '../ui/index.ts';

type Process = Instance['processes'][number];
const counts = ['people', 'newPeople', 'workspaces', 'workflows', 'liveServers', 'executionsToday'] as const;
const sizes = ['databaseBytes', 'filesBytes'] as const;

/** Processes, versions and how much there is. */
export function InstanceHealth({ instance }: { instance: Instance }) {
  const t = useTranslations('operator');
  const number = useNumberText();
  const bytes = useByteText();
  const columns = useColumns();
  const { node, postgres } = instance.runtime;
  return (
    <Section title={t('health')} description={t('versions', { version: instance.version, node, postgres })}>
      <dl className="mb-6 grid grid-cols-2 gap-3 sm:grid-cols-4">
        {counts.map((name) => (
          <Figure key={name} label={t(name)} value={number(instance.counts[name])} />
        ))}
        {sizes.map((name) => (
          <Figure key={name} label={t(name)} value={bytes(instance.storage[name])} />
        ))}
      </dl>
      <DataTable label={t('processes')} columns={columns} rows={instance.processes} rowId={({ id }) => id} />
    </Section>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className="rounded-card border-line bg-surface border p-3">
      <dt className="text-muted text-xs">{label}</dt>
      <dd className="text-lg font-semibold tabular-nums">{value}</dd>
    </div>
  );
}

function useColumns(): DataColumn<Process>[] {
  const t = useTranslations('operator');
  return useMemo(
    () => [
      { id: 'role', header: t('role'), className: 'w-full', cell: ({ role }) => <span>{role}</span> },
      {
        id: 'state',
        header: t('state'),
        cell: ({ alive }) => <Badge tone={alive ? 'success' : 'error'}>{t(alive ? 'alive' : 'silent')}</Badge>,
      },
      {
        id: 'started',
        header: t('started'),
        className: 'whitespace-nowrap max-sm:hidden',
        cell: ({ startedAt }) => <RelativeTime value={startedAt} className="text-muted" />,
      },
      {
        id: 'beat',
        header: t('lastBeat'),
        className: 'whitespace-nowrap',
        cell: ({ beatAt }) => <RelativeTime value={beatAt} className="text-muted" />,
      },
    ],
    [t],
  );
}
