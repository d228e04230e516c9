'use client';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Blocks, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { ConnectedApp } from '#lib/contracts/api/connected-apps.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { QueryError } from '../layout/query-error.tsx';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import {
  Badge,
  Button,
  ConfirmDialog,
  DataTable,
  EmptyState,
  IconButton,
  RelativeTime,
  toast,
  type DataColumn,
} from '../ui/index.ts';
import { Section } from './section.tsx';

const nameOf = ({ client }: ConnectedApp): string => client.name ?? client.host;

/** Clients that were allowed servers of the workspace; each can be taken back. */
export function ConnectedAppsSection() {
  const t = useTranslations('connectedApps');
  const tSettings = useTranslations('settings');
  const problemText = useProblemText();
  const { workspace, client } = useWorkspaceView();
  const cache = useQueryClient();
  const [ending, setEnding] = useState<ConnectedApp | null>(null);
  const columns = useColumns(setEnding);
  const apps = useInfiniteQuery({
    queryKey: queryKeys.connectedApps(workspace.id),
    queryFn: ({ pageParam, signal }) =>
      client.call('listConnectedApps', { query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const end = useMutation({
    mutationFn: (app: ConnectedApp) => client.call('deleteConnectedApp', { params: { id: app.id } }),
    onSuccess: (_, app) => toast.success(t('ended', { name: nameOf(app) })),
    onError: (error) => toast.error(problemText(error).text),
    onSettled: async () => {
      setEnding(null);
      await cache.invalidateQueries({ queryKey: queryKeys.connectedApps(workspace.id) });
    },
  });
  const rows = apps.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={tSettings('connectedApps')} description={tSettings('connectedAppsText')}>
      {apps.isError ? (
        <QueryError error={apps.error} onRetry={() => void apps.refetch()} />
      ) : apps.isSuccess && rows.length === 0 ? (
        <EmptyState icon={<Blocks />} title={t('emptyTitle')} description={t('emptyText')} />
      ) : (
        <DataTable label={t('list')} columns={columns} rows={rows} rowId={(app) => app.id} loading={apps.isPending} />
      )}
      {apps.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button busy={apps.isFetchingNextPage} onClick={() => void apps.fetchNextPage()}>
            {t('loadMore')}
          </Button>
        </div>
      ) : null}
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => (open ? undefined : setEnding(null))}
        title={t('endTitle', { name: ending ? nameOf(ending) : '' })}
        description={t('endText')}
        confirmLabel={t('end')}
        busy={end.isPending}
        onConfirm={() => ending && end.mutate(ending)}
      />
    </Section>
  );
}

function useColumns(onEnd: (app: ConnectedApp) => void): DataColumn<ConnectedApp>[] {
  const t = useTranslations('connectedApps');
  const tScopes = useTranslations('scopes');
  return useMemo(
    () => [
      {
        id: 'app',
        header: t('app'),
        skeleton: 'w-32',
        className: 'w-full min-w-32',
        cell: (app) => (
          <>
            <span className="block font-medium break-words">{nameOf(app)}</span>
            <span className="text-faint text-xs break-all">{app.client.host}</span>
          </>
        ),
      },
      {
        id: 'server',
        header: t('server'),
        skeleton: 'w-24',
        className: 'min-w-28',
        cell: (app) => <span className="break-words">{app.server.name}</span>,
      },
      {
        id: 'scopes',
        header: t('mayDo'),
        className: 'max-lg:hidden min-w-48',
        cell: (app) => (
          <span className="flex flex-wrap gap-1">
            {app.scopes.map((scope) => (
              <Badge key={scope} title={tScopes(scope as 'mcp:call')} className="font-mono">
                {scope}
              </Badge>
            ))}
          </span>
        ),
      },
      {
        id: 'by',
        header: t('allowedBy'),
        className: 'max-md:hidden whitespace-nowrap',
        cell: (app) => <span className="text-muted">{app.allowedBy.name}</span>,
      },
      {
        id: 'created',
        header: t('allowed'),
        className: 'max-md:hidden whitespace-nowrap',
        cell: (app) => <RelativeTime value={app.createdAt} className="text-muted" />,
      },
      {
        id: 'used',
        header: t('lastUsed'),
        className: 'max-sm:hidden whitespace-nowrap',
        cell: (app) => (
          <span className="text-muted">
            {app.lastUsedAt ? <RelativeTime value={app.lastUsedAt} /> : t('neverUsed')}
          </span>
        ),
      },
      {
        id: 'actions',
        header: <span className="sr-only">{t('end')}</span>,
        skeleton: 'w-6',
        className: 'w-12 px-1.5',
        cell: (app) => (
          <IconButton label={t('endNamed', { name: nameOf(app) })} onClick={() => onEnd(app)}>
            <Trash2 aria-hidden />
          </IconButton>
        ),
      },
    ],
    [t, tScopes, onEnd],
  );
}
