'use client';
import { useQueryClient } from '@tanstack/react-query';
import { FileUp, Plus } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import type { WorkflowSummary } from '#lib/contracts/api/workflows.ts';
import { queryKeys } from '#lib/client/query-keys.ts';
import { pathOf } from '../layout/navigation.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { QueryError } from '../layout/query-error.tsx';
import { useDebounced } from '../layout/use-debounced.ts';
import { useShortcuts } from '../layout/use-shortcuts.ts';
import { useWorkspaceEvents } from '../layout/use-workspace-events.ts';
import { useCan, useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, ConfirmDialog } from '../ui/index.ts';
import { EditDetailsDialog } from './edit-details-dialog.tsx';
import { NewWorkflowDialog } from './new-workflow-dialog.tsx';
import { useWorkflowRowHandlers } from './use-workflow-row-handlers.ts';
import { useWorkflowList } from './use-workflows.ts';
import { NoMatch, WorkflowsEmpty } from './workflows-empty.tsx';
import { WorkflowFilters, type FilterState } from './workflow-filters.tsx';
import { WorkflowsTable } from './workflows-table.tsx';

const noFilter: FilterState = { q: '', status: 'all', tag: 'all' };

/** Every workflow of the workspace, and how new ones begin. */
export function WorkflowsView() {
  const t = useTranslations('workflows');
  const can = useCan();
  const router = useRouter();
  const cache = useQueryClient();
  const { workspace } = useWorkspaceView();
  const dialog = useNewWorkflowDialog();
  const handlers = useWorkflowRowHandlers();
  const [filter, setFilter] = useState(noFilter);
  const [editing, setEditing] = useState<WorkflowSummary | null>(null);
  const [deleting, setDeleting] = useState<WorkflowSummary | null>(null);
  const q = useDebounced(filter.q.trim());
  const list = useWorkflowList({
    ...(q ? { q } : {}),
    ...(filter.status === 'all' ? {} : { status: filter.status }),
    ...(filter.tag === 'all' ? {} : { tag: filter.tag }),
  });
  const refresh = () => void cache.invalidateQueries({ queryKey: queryKeys.workflows(workspace.id) });
  useWorkspaceEvents((event) => {
    if (event.type === 'draft.saved' || event.type === 'deployment.changed') refresh();
  }, refresh);
  useShortcuts(can('workflow:create') ? [{ keys: 'n', run: () => dialog.open() }] : []);

  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = q !== '' || filter.status !== 'all' || filter.tag !== 'all';
  const blank = list.isSuccess && rows.length === 0 && !filtered;
  const askOrDelete = (workflow: WorkflowSummary) =>
    workflow.status === 'live' ? setDeleting(workflow) : handlers.remove(workflow);

  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          can('workflow:create') ? <CreateActions onNew={() => dialog.open()} onFile={handlers.importFile} /> : null
        }
      />
      {blank ? null : <WorkflowFilters value={filter} onValueChange={setFilter} rows={rows} />}
      {list.isError ? (
        <QueryError error={list.error} onRetry={() => void list.refetch()} />
      ) : blank ? (
        <WorkflowsEmpty onPick={can('workflow:create') ? dialog.open : undefined} />
      ) : list.isSuccess && rows.length === 0 ? (
        <NoMatch onClear={() => setFilter(noFilter)} />
      ) : (
        <WorkflowsTable
          rows={rows}
          loading={list.isPending}
          handlers={{
            onOpen: handlers.open,
            onEdit: setEditing,
            onDuplicate: handlers.duplicate,
            onExport: handlers.exportFile,
            onDelete: askOrDelete,
          }}
        />
      )}
      {list.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('loadMore')}
          </Button>
        </div>
      ) : null}
      <NewWorkflowDialog
        open={dialog.isOpen}
        templateId={dialog.templateId}
        onOpenChange={(open) => {
          if (open) return dialog.open();
          dialog.close();
          router.replace(pathOf(workspace.slug, 'workflows'), { scroll: false });
        }}
      />
      <EditDetailsDialog workflow={editing} onClose={() => setEditing(null)} />
      <ConfirmDialog
        open={deleting !== null}
        onOpenChange={(open) => (open ? undefined : setDeleting(null))}
        title={t('confirmDeleteTitle', { name: deleting?.name ?? '' })}
        description={t('confirmDeleteLive')}
        confirmLabel={t('delete')}
        busy={handlers.removing}
        onConfirm={() => deleting && handlers.remove(deleting, () => setDeleting(null))}
      />
    </>
  );
}

/** The dialog is open because somebody asked here, or because the address says so (`?new=1`). */
function useNewWorkflowDialog() {
  const asked = useSearchParams().get('new') !== null;
  const [state, setState] = useState<{ templateId?: string } | null>(null);
  return {
    isOpen: asked || state !== null,
    templateId: state?.templateId,
    open: (templateId?: string) => setState(templateId === undefined ? {} : { templateId }),
    close: () => setState(null),
  };
}

function CreateActions({ onNew, onFile }: { onNew: () => void; onFile: (file: Blob) => Promise<void> }) {
  const t = useTranslations('workflows');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        className="hidden"
        aria-label={t('import')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void onFile(file);
        }}
      />
      <Button onClick={() => input.current?.click()}>
        <FileUp aria-hidden />
        {t('import')}
      </Button>
      <Button variant="primary" onClick={onNew}>
        <Plus aria-hidden />
        {t('new')}
      </Button>
    </>
  );
}
