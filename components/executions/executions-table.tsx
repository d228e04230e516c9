'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { isEnded, type ExecutionSummary } from '#lib/contracts/execution.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Badge, DataTable, Duration, IconButton, RelativeTime, type DataColumn } from '../ui/index.ts';
import { StatusBadge } from './status-badge.tsx';

interface ExecutionsTableProps {
  rows: readonly ExecutionSummary[];
  loading: boolean;
  onOpen: (row: ExecutionSummary) => void;
  /** Left out: runs cannot be deleted here. */
  onDelete?: ((row: ExecutionSummary) => void) | undefined;
}

export function ExecutionsTable({ rows, loading, onOpen, onDelete }: ExecutionsTableProps) {
  const t = useTranslations('executions');
  const tTrigger = useTranslations('triggerKind');
  const tDelete = useTranslations('deleteRuns');
  const said = useSaid();
  const { workspace } = useWorkspaceView();
  const columns = useMemo<DataColumn<ExecutionSummary>[]>(
    () => [
      {
        id: 'status',
        header: t('status'),
        className: 'whitespace-nowrap',
        cell: (row) => <StatusBadge status={row.status} />,
      },
      {
        id: 'workflow',
        header: t('workflow'),
        skeleton: 'w-40',
        className: 'max-w-0 w-full min-w-36',
        cell: (row) => (
          <div className="min-w-0">
            <Link
              href={`${pathOf(workspace.slug, 'executions')}/${row.id}`}
              className="block truncate rounded-sm font-medium hover:underline"
            >
              {row.workflowName}
            </Link>
            {row.error ? (
              <p className="text-error truncate text-xs">{said(row.error).message}</p>
            ) : row.isError ? (
              <p className="text-warning truncate text-xs">{t('isError')}</p>
            ) : null}
          </div>
        ),
      },
      {
        id: 'trigger',
        header: t('trigger'),
        className: 'max-md:hidden whitespace-nowrap',
        cell: (row) => (
          <span className="text-muted">
            {tTrigger(row.trigger)} <span className="text-faint font-mono text-xs">{row.triggerKey}</span>
          </span>
        ),
      },
      {
        id: 'version',
        header: t('version'),
        skeleton: 'w-8',
        className: 'max-lg:hidden whitespace-nowrap',
        cell: (row) => (
          <Badge>{row.version === null ? t('draftRun') : t('versionNumber', { version: row.version })}</Badge>
        ),
      },
      {
        id: 'duration',
        header: t('duration'),
        skeleton: 'w-12',
        className: 'max-sm:hidden whitespace-nowrap text-right',
        cell: (row) => <Duration ms={row.durationMs} className="text-muted" />,
      },
      {
        id: 'started',
        header: t('started'),
        className: 'whitespace-nowrap',
        cell: (row) => <RelativeTime value={row.createdAt} className="text-muted" />,
      },
      ...(onDelete
        ? [
            {
              id: 'delete',
              header: null,
              skeleton: 'w-8',
              className: 'w-10 py-0 pl-0 max-sm:hidden',
              cell: (row: ExecutionSummary) =>
                isEnded(row.status) ? (
                  <IconButton
                    size="sm"
                    className="text-faint hover:text-error"
                    label={tDelete('oneActionOf', { name: row.workflowName })}
                    onClick={() => onDelete(row)}
                  >
                    <Trash2 aria-hidden />
                  </IconButton>
                ) : null,
            },
          ]
        : []),
    ],
    [t, tTrigger, tDelete, said, workspace.slug, onDelete],
  );
  return (
    <DataTable
      label={t('list')}
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      loading={loading}
      onOpen={onOpen}
    />
  );
}
