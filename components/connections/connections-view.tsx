'use client';
import { Plug, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Connection } from '#lib/contracts/api/connections.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { QueryError } from '../layout/query-error.tsx';
import { useShortcuts } from '../layout/use-shortcuts.ts';
import { Button, EmptyState } from '../ui/index.ts';
import { ConnectionDialog } from './connection-dialog.tsx';
import { ConnectionsTable } from './connections-table.tsx';
import { DeleteConnectionDialog } from './delete-connection-dialog.tsx';
import { useConnections } from './use-connections.ts';

/** The stored credentials of the workspace, and one's own. */
export function ConnectionsView() {
  const t = useTranslations('connections');
  const connections = useConnections();
  const [editing, setEditing] = useState<Connection | null | undefined>(undefined);
  const [deleting, setDeleting] = useState<Connection | null>(null);
  useShortcuts([{ keys: 'n', run: () => setEditing(null) }]);
  const rows = connections.data?.pages.flatMap((page) => page.items) ?? [];
  const create = (
    <Button variant="primary" onClick={() => setEditing(null)}>
      <Plus aria-hidden />
      {t('new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={rows.length > 0 ? create : null} />
      {connections.isError ? (
        <QueryError error={connections.error} onRetry={() => void connections.refetch()} />
      ) : connections.isSuccess && rows.length === 0 ? (
        <EmptyState icon={<Plug />} title={t('emptyTitle')} description={t('emptyText')} action={create} />
      ) : (
        <ConnectionsTable rows={rows} loading={connections.isPending} onEdit={setEditing} onDelete={setDeleting} />
      )}
      {connections.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button busy={connections.isFetchingNextPage} onClick={() => void connections.fetchNextPage()}>
            {t('loadMore')}
          </Button>
        </div>
      ) : null}
      <ConnectionDialog connection={editing} onClose={() => setEditing(undefined)} />
      <DeleteConnectionDialog connection={deleting} onClose={() => setDeleting(null)} />
    </>
  );
}
