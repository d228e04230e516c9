'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Braces, ScrollText } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { AuditEvent } from '#lib/contracts/api/identity.ts';
import { QueryError } from '../layout/query-error.tsx';
import { useCan, useWorkspaceView } from '../layout/workspace-context.tsx';
import {
  Badge,
  Button,
  DataTable,
  EmptyState,
  ForbiddenState,
  IconButton,
  JsonView,
  Popover,
  PopoverContent,
  PopoverTrigger,
  RelativeTime,
  type DataColumn,
} from '../ui/index.ts';
import { Section } from './section.tsx';

export function AuditSection() {
  const t = useTranslations('audit');
  const tSettings = useTranslations('settings');
  const can = useCan();
  if (!can('audit:read')) return <ForbiddenState description={t('forbidden')} />;
  return (
    <Section title={tSettings('audit')} description={tSettings('auditText')}>
      <AuditList />
    </Section>
  );
}

function AuditList() {
  const t = useTranslations('audit');
  const { workspace, client } = useWorkspaceView();
  const columns = useColumns();
  const events = useInfiniteQuery({
    queryKey: queryKeys.audit(workspace.id),
    queryFn: ({ pageParam, signal }) => client.call('listAudit', { query: { limit: 50, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  const rows = events.data?.pages.flatMap((page) => page.items) ?? [];
  if (events.isError) return <QueryError error={events.error} onRetry={() => void events.refetch()} />;
  if (events.isSuccess && rows.length === 0) {
    return <EmptyState icon={<ScrollText />} title={t('emptyTitle')} description={t('emptyText')} />;
  }
  return (
    <>
      <DataTable
        label={t('list')}
        columns={columns}
        rows={rows}
        rowId={(event) => event.id}
        loading={events.isPending}
      />
      {events.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button busy={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
            {t('loadMore')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function useColumns(): DataColumn<AuditEvent>[] {
  const t = useTranslations('audit');
  return useMemo(
    () => [
      {
        id: 'when',
        header: t('when'),
        className: 'whitespace-nowrap',
        cell: (event) => <RelativeTime value={event.at} className="text-muted" />,
      },
      {
        id: 'who',
        header: t('who'),
        className: 'min-w-32',
        cell: (event) => (
          <span className="flex items-center gap-2">
            <span className="break-words">{event.actor.label}</span>
            {event.actor.kind === 'user' ? null : <Badge>{t(event.actor.kind)}</Badge>}
          </span>
        ),
      },
      {
        id: 'action',
        header: t('action'),
        className: 'whitespace-nowrap',
        cell: (event) => <code className="font-mono text-xs">{event.action}</code>,
      },
      {
        id: 'target',
        header: t('target'),
        className: 'w-full max-w-0 max-sm:hidden',
        skeleton: 'w-48',
        cell: (event) => (
          <span className="text-muted block truncate text-xs">
            <TargetType type={event.targetType} /> <code className="text-faint font-mono">{event.targetId}</code>
          </span>
        ),
      },
      {
        id: 'details',
        header: <span className="sr-only">{t('details')}</span>,
        skeleton: 'w-6',
        className: 'w-12 px-1.5',
        cell: (event) => <Details event={event} />,
      },
    ],
    [t],
  );
}

/** What kind of thing an action was done to; kinds of a newer server are shown as they are called there. */
function TargetType({ type }: { type: string }) {
  const t = useTranslations('audit.targets');
  return t.has(type as 'workflow') ? t(type as 'workflow') : type;
}

function Details({ event }: { event: AuditEvent }) {
  const t = useTranslations('audit');
  if (Object.keys(event.data).length === 0) return null;
  return (
    <Popover>
      <PopoverTrigger asChild>
        <IconButton label={t('show')}>
          <Braces aria-hidden />
        </IconButton>
      </PopoverTrigger>
      <PopoverContent align="end" className="w-96 max-w-[calc(100vw-2rem)]">
        <JsonView value={event.data} />
      </PopoverContent>
    </Popover>
  );
}
