'use client';
import { CircleCheck, CircleHelp, CircleX, Pencil, PlugZap, Trash2, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { Connection } from '#lib/contracts/api/connections.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useCan } from '../layout/workspace-context.tsx';
import { Badge, DataTable, IconButton, RelativeTime, toast, type DataColumn } from '../ui/index.ts';
import { ConnectorIcon } from './connector-icon.tsx';
import { useConnectionChanges, useConnectors } from './use-connections.ts';

interface ConnectionsTableProps {
  rows: readonly Connection[];
  loading: boolean;
  onEdit: (connection: Connection) => void;
  onDelete: (connection: Connection) => void;
}

export function ConnectionsTable({ rows, loading, onEdit, onDelete }: ConnectionsTableProps) {
  const t = useTranslations('connections');
  const connectors = useConnectors().data?.items;
  const columns = useMemo<DataColumn<Connection>[]>(
    () => [
      {
        id: 'name',
        header: t('name'),
        skeleton: 'w-40',
        className: 'w-full min-w-40',
        sortBy: (row) => row.name.toLowerCase(),
        cell: (row) => {
          const connector = connectors?.find(({ id }) => id === row.connector);
          return (
            <span className="flex items-center gap-2.5">
              <ConnectorIcon name={connector?.icon} className="text-muted size-4 shrink-0" />
              <span className="min-w-0">
                <span className="block font-medium break-words">{row.name}</span>
                <span className="text-faint block text-xs">{connector?.title ?? row.connector}</span>
              </span>
            </span>
          );
        },
      },
      {
        id: 'hosts',
        header: t('hosts'),
        className: 'max-md:hidden min-w-40',
        cell: (row) => <code className="text-muted font-mono text-xs break-all">{row.hosts.join(', ')}</code>,
      },
      {
        id: 'sharing',
        header: t('sharing'),
        className: 'max-sm:hidden whitespace-nowrap',
        cell: (row) => (
          <Badge tone={row.personal ? 'accent' : 'neutral'}>{row.personal ? t('personal') : t('shared')}</Badge>
        ),
      },
      {
        id: 'state',
        header: t('state'),
        className: 'whitespace-nowrap',
        cell: (row) => <ConnectionState connection={row} />,
      },
      {
        id: 'actions',
        header: <span className="sr-only">{t('actions')}</span>,
        skeleton: 'w-6',
        className: 'px-1.5 whitespace-nowrap',
        cell: (row) => <RowActions connection={row} onEdit={onEdit} onDelete={onDelete} />,
      },
    ],
    [t, connectors, onEdit, onDelete],
  );
  return <DataTable label={t('list')} columns={columns} rows={rows} rowId={(row) => row.id} loading={loading} />;
}

function ConnectionState({ connection }: { connection: Connection }) {
  const t = useTranslations('connections');
  const { ready, lastTestOk, lastTestedAt } = connection;
  if (!ready) {
    return (
      <Badge tone="warning">
        <TriangleAlert aria-hidden />
        {t('needsSecret')}
      </Badge>
    );
  }
  if (lastTestOk === null || lastTestedAt === null) {
    return (
      <Badge>
        <CircleHelp aria-hidden />
        {t('untested')}
      </Badge>
    );
  }
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      <Badge tone={lastTestOk ? 'success' : 'error'}>
        {lastTestOk ? <CircleCheck aria-hidden /> : <CircleX aria-hidden />}
        {lastTestOk ? t('works') : t('fails')}
      </Badge>
      <RelativeTime value={lastTestedAt} className="text-faint text-xs" />
    </span>
  );
}

interface RowActionsProps {
  connection: Connection;
  onEdit: (connection: Connection) => void;
  onDelete: (connection: Connection) => void;
}

function RowActions({ connection, onEdit, onDelete }: RowActionsProps) {
  const t = useTranslations('connections');
  const can = useCan();
  const problemText = useProblemText();
  const { test } = useConnectionChanges();
  const manages = connection.personal || can('connection:manage');
  const { name } = connection;
  const run = () =>
    test.mutate(connection.id, {
      onSuccess: ({ ok, message }) =>
        ok
          ? toast.success(t('testOk', { name }), { description: message })
          : toast.error(t('testFailed', { name }), { description: message }),
      onError: (error) => toast.error(problemText(error).text),
    });
  return (
    <span className="flex justify-end">
      {can('connection:use') ? (
        <IconButton label={t('testNamed', { name })} busy={test.isPending} onClick={run}>
          <PlugZap aria-hidden />
        </IconButton>
      ) : null}
      {manages ? (
        <>
          <IconButton label={t('editNamed', { name })} onClick={() => onEdit(connection)}>
            <Pencil aria-hidden />
          </IconButton>
          <IconButton label={t('deleteNamed', { name })} onClick={() => onDelete(connection)}>
            <Trash2 aria-hidden />
          </IconButton>
        </>
      ) : null}
    </span>
  );
}
