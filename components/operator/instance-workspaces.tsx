'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { SlidersHorizontal } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { ApiClient } from '#lib/client/create-client.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { InstanceWorkspace } from '#lib/contracts/api/operator.ts';
import { useByteText, useNumberText } from '../i18n/use-quantity.ts';
import { QueryError } from '../layout/query-error.tsx';
import { Section } from '../settings/section.tsx';
import { Button, DataTable, IconButton, type DataColumn } from '../ui/index.ts';
import { QuotaDialog } from './quota-dialog.tsx';

/** Every workspace with what it uses, and the way to other quotas. */
export function InstanceWorkspaces({ client }: { client: ApiClient }) {
  const t = useTranslations('operator');
  const [chosen, setChosen] = useState<InstanceWorkspace | null>(null);
  const columns = useColumns(setChosen);
  const workspaces = useInfiniteQuery({
    queryKey: queryKeys.instanceWorkspaces(),
    queryFn: ({ pageParam, signal }) =>
      client.call('listInstanceWorkspaces', { query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const rows = workspaces.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={t('workspacesTitle')} description={t('workspacesText')}>
      {workspaces.isError ? (
        <QueryError error={workspaces.error} onRetry={() => void workspaces.refetch()} />
      ) : (
        <DataTable
          label={t('workspacesTitle')}
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          loading={workspaces.isPending}
        />
      )}
      {workspaces.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button busy={workspaces.isFetchingNextPage} onClick={() => void workspaces.fetchNextPage()}>
            {t('loadMore')}
          </Button>
        </div>
      ) : null}
      <QuotaDialog client={client} workspace={chosen} onClose={() => setChosen(null)} />
    </Section>
  );
}

function useColumns(onChoose: (workspace: InstanceWorkspace) => void): DataColumn<InstanceWorkspace>[] {
  const t = useTranslations('operator');
  const tUsage = useTranslations('usage');
  const number = useNumberText();
  const bytes = useByteText();
  return useMemo(() => {
    const share = (
      id: 'executionsPerDay' | 'storageBytes' | 'servers' | 'members',
      show: (value: number) => string,
    ): DataColumn<InstanceWorkspace> => ({
      id,
      header: tUsage(id),
      className: 'whitespace-nowrap tabular-nums max-lg:hidden',
      cell: ({ usage }) => tUsage('of', { used: show(usage[id].used), limit: show(usage[id].limit) }),
    });
    return [
      {
        id: 'name',
        header: t('name'),
        className: 'w-full min-w-32',
        cell: ({ name, slug }) => (
          <>
            <span className="block font-medium break-words">{name}</span>
            <code className="text-faint font-mono text-xs">{slug}</code>
          </>
        ),
      },
      share('executionsPerDay', number),
      share('storageBytes', bytes),
      share('servers', number),
      share('members', number),
      {
        id: 'actions',
        header: <span className="sr-only">{t('quotas')}</span>,
        className: 'w-12 px-1.5',
        cell: (workspace) => (
          <IconButton label={t('quotasOf', { name: workspace.name })} onClick={() => onChoose(workspace)}>
            <SlidersHorizontal aria-hidden />
          </IconButton>
        ),
      },
    ];
  }, [t, tUsage, number, bytes, onChoose]);
}
