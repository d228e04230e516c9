'use client';
import { Database, Plus, SearchX, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { MemoryItem } from '#lib/contracts/api/memory.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { QueryError } from '../layout/query-error.tsx';
import { SearchField } from '../layout/search-field.tsx';
import { useDebounced } from '../layout/use-debounced.ts';
import { useCan } from '../layout/workspace-context.tsx';
import {
  Button,
  ConfirmDialog,
  DataTable,
  EmptyState,
  IconButton,
  RelativeTime,
  toast,
  type DataColumn,
} from '../ui/index.ts';
import { MemoryDialog } from './memory-dialog.tsx';
import { useMemoryChanges, useMemoryList } from './use-memory.ts';

/** What runs keep for one another, by key. Everybody reads it; whoever may run workflows changes it. */
export function MemoryView() {
  const t = useTranslations('memory');
  const canChange = useCan()('workflow:execute');
  const [search, setSearch] = useState('');
  const prefix = useDebounced(search);
  const list = useMemoryList(prefix);
  const [open, setOpen] = useState<string | null | undefined>(undefined);
  const [deleting, setDeleting] = useState<string | null>(null);
  const columns = useColumns(canChange ? setDeleting : null);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const none = list.isSuccess && rows.length === 0;
  const create = canChange ? (
    <Button variant="primary" onClick={() => setOpen(null)}>
      <Plus aria-hidden />
      {t('create')}
    </Button>
  ) : null;
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={none && prefix === '' ? null : create} />
      {none && prefix === '' && search === '' ? null : (
        <div className="mb-4">
          <SearchField value={search} onValueChange={setSearch} label={t('search')} />
        </div>
      )}
      {list.isError ? (
        <QueryError error={list.error} onRetry={() => void list.refetch()} />
      ) : none ? (
        <None
          searched={prefix !== ''}
          action={prefix === '' ? create : <Button onClick={() => setSearch('')}>{t('clearSearch')}</Button>}
        />
      ) : (
        <DataTable
          label={t('list')}
          columns={columns}
          rows={rows}
          rowId={({ key }) => key}
          loading={list.isPending}
          onOpen={({ key }) => setOpen(key)}
        />
      )}
      {list.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('loadMore')}
          </Button>
        </div>
      ) : null}
      <MemoryDialog entryKey={open} onClose={() => setOpen(undefined)} />
      <DeleteDialog entryKey={deleting} onClose={() => setDeleting(null)} />
    </>
  );
}

function None({ searched, action }: { searched: boolean; action: React.ReactNode }) {
  const t = useTranslations('memory');
  return searched ? (
    <EmptyState icon={<SearchX />} title={t('noMatchTitle')} description={t('noMatchText')} action={action} />
  ) : (
    <EmptyState icon={<Database />} title={t('emptyTitle')} description={t('emptyText')} action={action} />
  );
}

function DeleteDialog({ entryKey, onClose }: { entryKey: string | null; onClose: () => void }) {
  const t = useTranslations('memory');
  const problemText = useProblemText();
  const { remove } = useMemoryChanges();
  const confirm = (key: string) =>
    remove.mutate(key, {
      onSuccess: () => toast.success(t('deleted', { key })),
      onError: (error) => toast.error(problemText(error).text),
      onSettled: onClose,
    });
  return (
    <ConfirmDialog
      open={entryKey !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('deleteTitle', { key: entryKey ?? '' })}
      description={t('deleteText')}
      confirmLabel={t('delete')}
      busy={remove.isPending}
      onConfirm={() => entryKey !== null && confirm(entryKey)}
    />
  );
}

function useColumns(onDelete: ((key: string) => void) | null): DataColumn<MemoryItem>[] {
  const t = useTranslations('memory');
  return useMemo(() => {
    const columns: DataColumn<MemoryItem>[] = [
      {
        id: 'key',
        header: t('key'),
        skeleton: 'w-32',
        className: 'min-w-36 md:min-w-64',
        cell: ({ key }) => <code className="line-clamp-3 font-mono text-sm break-all">{key}</code>,
      },
      {
        id: 'value',
        header: t('value'),
        skeleton: 'w-48',
        className: 'w-full min-w-24',
        cell: ({ preview }) => <code className="text-muted line-clamp-2 font-mono text-xs break-all">{preview}</code>,
      },
      {
        id: 'expires',
        header: t('expires'),
        className: 'whitespace-nowrap',
        cell: ({ expiresAt }) =>
          expiresAt === null ? (
            <span className="text-faint">{t('expiry.never')}</span>
          ) : (
            <RelativeTime value={expiresAt} className="text-muted" />
          ),
      },
      {
        id: 'updated',
        header: t('updated'),
        className: 'whitespace-nowrap max-md:hidden',
        cell: ({ updatedAt }) => <RelativeTime value={updatedAt} className="text-muted" />,
      },
    ];
    if (!onDelete) return columns;
    return [
      ...columns,
      {
        id: 'actions',
        header: <span className="sr-only">{t('actions')}</span>,
        skeleton: 'w-6',
        className: 'w-12 px-1.5',
        cell: ({ key }) => (
          <IconButton label={t('deleteNamed', { key })} onClick={() => onDelete(key)}>
            <Trash2 aria-hidden />
          </IconButton>
        ),
      },
    ];
  }, [t, onDelete]);
}
