'use client';
import { PencilLine } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { WorkflowSummary } from '#lib/contracts/api/workflows.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Badge, DataTable, RelativeTime, type DataColumn } from '../ui/index.ts';
import { WorkflowRowActions, type WorkflowRowHandlers } from './workflow-row-actions.tsx';
import { WorkflowStatus } from './workflow-status.tsx';

interface WorkflowsTableProps {
  rows: readonly WorkflowSummary[];
  loading: boolean;
  handlers: WorkflowRowHandlers;
}

export function WorkflowsTable({ rows, loading, handlers }: WorkflowsTableProps) {
  const t = useTranslations('workflows');
  const columns = useColumns(handlers);
  return (
    <DataTable
      label={t('list')}
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      loading={loading}
      onOpen={handlers.onOpen}
    />
  );
}

function useColumns(handlers: WorkflowRowHandlers): DataColumn<WorkflowSummary>[] {
  const t = useTranslations('workflows');
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('name'),
        sortBy: (row) => row.name.toLowerCase(),
        skeleton: 'w-44',
        className: 'max-w-0 w-full min-w-40',
        cell: (row) => <NameCell workflow={row} />,
      },
      {
        id: 'status',
        header: t('status'),
        sortBy: (row) => row.status,
        cell: (row) => (
          <span className="flex items-center gap-1.5">
            <WorkflowStatus status={row.status} />
            {row.changed && row.liveVersion !== null ? (
              <Badge title={t('changed')}>
                <PencilLine aria-hidden />
                <span className="max-lg:sr-only">{t('changedShort')}</span>
              </Badge>
            ) : null}
          </span>
        ),
      },
      {
        id: 'version',
        header: t('version'),
        skeleton: 'w-8',
        className: 'max-md:hidden whitespace-nowrap',
        sortBy: (row) => row.liveVersion ?? 0,
        cell: (row) => (
          <span className="text-muted">
            {row.liveVersion === null ? t('none') : t('versionNumber', { version: row.liveVersion })}
          </span>
        ),
      },
      {
        id: 'updated',
        header: t('updated'),
        className: 'max-sm:hidden whitespace-nowrap',
        sortBy: (row) => row.updatedAt,
        cell: (row) => <RelativeTime value={row.updatedAt} className="text-muted" />,
      },
      {
        id: 'actions',
        header: <span className="sr-only">{t('open')}</span>,
        skeleton: 'w-6',
        className: 'w-12 px-1.5 text-right',
        cell: (row) => <WorkflowRowActions workflow={row} handlers={handlers} />,
      },
    ],
    [t, handlers],
  );
}

function NameCell({ workflow }: { workflow: WorkflowSummary }) {
  const { workspace } = useWorkspaceView();
  return (
    <div className="flex min-w-0 items-center gap-2">
      <div className="min-w-0">
        <Link
          href={`${pathOf(workspace.slug, 'workflows')}/${workflow.id}`}
          className="block truncate rounded-sm font-medium hover:underline"
        >
          {workflow.name}
        </Link>
        {workflow.description ? <p className="text-faint truncate text-xs">{workflow.description}</p> : null}
      </div>
      <span className="ml-auto flex shrink-0 gap-1 max-md:hidden">
        {workflow.tags.slice(0, 3).map((tag) => (
          <Badge key={tag} className="max-w-28">
            <span className="truncate">{tag}</span>
          </Badge>
        ))}
      </span>
    </div>
  );
}
