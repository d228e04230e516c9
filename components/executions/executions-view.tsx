'use client';
import { Activity, SearchX } from 'lucide-react';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { ExecutionSummary } from '#lib/contracts/execution.ts';
import { pathOf } from '../layout/navigation.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { QueryError } from '../layout/query-error.tsx';
import { useDebounced } from '../layout/use-debounced.ts';
import { useCan, useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, EmptyState } from '../ui/index.ts';
import { DeleteOldRuns } from './delete/delete-old-runs.tsx';
import { DeleteRun } from './delete/delete-run.tsx';
import { ExecutionFilters, periods, type ExecutionFilterState } from './execution-filters.tsx';
import type { ExecutionFilter } from './execution-list-cache.ts';
import { ExecutionsTable } from './executions-table.tsx';
import { useLiveExecutions } from './use-executions.ts';

const noFilter: ExecutionFilterState = { q: '', workflowId: 'all', status: 'all', trigger: 'all', time: 'all' };

/** The log of the workspace: every run, newest first, as it happens. */
export function ExecutionsView() {
  const t = useTranslations('executions');
  const router = useRouter();
  const { workspace } = useWorkspaceView();
  const workflowId = useSearchParams().get('workflow') ?? 'all';
  const [state, setState] = useState<ExecutionFilterState>({ ...noFilter, workflowId });
  const filter = useServerFilter(state);
  const { query: list, searching } = useLiveExecutions(filter);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const none = list.isSuccess && rows.length === 0 && !searching;
  const mayDelete = useCan()('workflow:delete');
  const [deleting, setDeleting] = useState<ExecutionSummary | null>(null);
  const filtered = Object.keys(filter).length > 0;
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={mayDelete && !(none && !filtered) ? <DeleteOldRuns workflowId={state.workflowId} /> : null}
      />
      {none && !filtered ? null : <ExecutionFilters value={state} onValueChange={setState} />}
      {list.isError ? (
        <QueryError error={list.error} onRetry={() => void list.refetch()} />
      ) : none && filtered ? (
        <EmptyState
          icon={<SearchX />}
          title={t(list.hasNextPage ? 'noMatchYetTitle' : 'noMatchTitle')}
          description={t(list.hasNextPage ? 'noMatchYetText' : 'noMatchText')}
          action={
            <>
              {list.hasNextPage ? (
                <Button variant="primary" onClick={() => void list.fetchNextPage()}>
                  {t('searchOn')}
                </Button>
              ) : null}
              <Button onClick={() => setState(noFilter)}>{t('clearFilters')}</Button>
            </>
          }
        />
      ) : none ? (
        <EmptyState
          icon={<Activity />}
          title={t('emptyTitle')}
          description={t('emptyText')}
          action={
            <Button asChild variant="primary">
              <Link href={pathOf(workspace.slug, 'workflows')}>{t('toWorkflows')}</Link>
            </Button>
          }
        />
      ) : (
        <ExecutionsTable
          rows={rows}
          loading={list.isPending || searching}
          onOpen={(row) => router.push(`${pathOf(workspace.slug, 'executions')}/${row.id}`)}
          onDelete={mayDelete ? setDeleting : undefined}
        />
      )}
      {list.hasNextPage && rows.length > 0 ? (
        <div className="mt-3 flex justify-center">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('loadMore')}
          </Button>
        </div>
      ) : null}
      <DeleteRun run={deleting} onClose={() => setDeleting(null)} />
    </>
  );
}

/** What the form says, as the call wants it. The beginning of a period is fixed when it is chosen. */
function useServerFilter(state: ExecutionFilterState): ExecutionFilter {
  const q = useDebounced(state.q.trim());
  const { workflowId, status, trigger, time } = state;
  const from = useMemo(() => (time === 'all' ? undefined : new Date(Date.now() - periods[time]).toISOString()), [time]);
  return useMemo(
    () => ({
      ...(q ? { q } : {}),
      ...(workflowId === 'all' ? {} : { workflowId }),
      ...(status === 'all' ? {} : { status }),
      ...(trigger === 'all' ? {} : { trigger }),
      ...(from ? { from } : {}),
    }),
    [q, workflowId, status, trigger, from],
  );
}
