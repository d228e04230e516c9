'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { AccountSession } from '#lib/contracts/api/accounts.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { QueryError } from '../layout/query-error.tsx';
import { useClient } from '../layout/workspace-context.tsx';
import { Badge, ConfirmDialog, DataTable, IconButton, RelativeTime, toast, type DataColumn } from '../ui/index.ts';
import { deviceOf } from './device-name.ts';

/** Where one is signed in; each session but the present one can be ended. */
export function SessionList() {
  const t = useTranslations('security');
  const client = useClient();
  const cache = useQueryClient();
  const problemText = useProblemText();
  const [ending, setEnding] = useState<AccountSession | null>(null);
  const columns = useColumns(setEnding);
  const sessions = useQuery({
    queryKey: queryKeys.sessions(),
    queryFn: ({ signal }) => client.call('listSessions', { signal }),
  });
  const end = useMutation({
    mutationFn: (id: string) => client.call('endSession', { params: { id } }),
    onSuccess: () => toast.success(t('ended')),
    onError: (error) => toast.error(problemText(error).text),
    onSettled: async () => {
      setEnding(null);
      await cache.invalidateQueries({ queryKey: queryKeys.sessions() });
    },
  });
  if (sessions.isError) return <QueryError error={sessions.error} onRetry={() => void sessions.refetch()} />;
  return (
    <>
      <DataTable
        label={t('list')}
        columns={columns}
        rows={sessions.data?.items ?? []}
        rowId={(session) => session.id}
        loading={sessions.isPending}
      />
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => (open ? undefined : setEnding(null))}
        title={t('endTitle')}
        description={t('endText')}
        confirmLabel={t('end')}
        busy={end.isPending}
        onConfirm={() => ending && end.mutate(ending.id)}
      />
    </>
  );
}

function useColumns(onEnd: (session: AccountSession) => void): DataColumn<AccountSession>[] {
  const t = useTranslations('security');
  return useMemo(() => {
    const nameOf = ({ userAgent }: AccountSession): string => {
      if (userAgent === null) return t('unknownDevice');
      const device = deviceOf(userAgent);
      return 'product' in device ? device.product : t('onSystem', device);
    };
    return [
      {
        id: 'device',
        header: t('device'),
        skeleton: 'w-40',
        className: 'w-full min-w-40',
        cell: (session) => (
          <span className="flex flex-wrap items-center gap-2">
            <span className="font-medium break-words">{nameOf(session)}</span>
            {session.current ? <Badge tone="accent">{t('current')}</Badge> : null}
            <span className="text-faint text-xs">{t(session.kind)}</span>
          </span>
        ),
      },
      {
        id: 'started',
        header: t('started'),
        className: 'whitespace-nowrap',
        cell: (session) => <RelativeTime value={session.createdAt} className="text-muted" />,
      },
      {
        id: 'expires',
        header: t('expires'),
        className: 'whitespace-nowrap max-sm:hidden',
        cell: (session) => <RelativeTime value={session.expiresAt} className="text-muted" />,
      },
      {
        id: 'actions',
        header: <span className="sr-only">{t('end')}</span>,
        skeleton: 'w-6',
        className: 'w-12 px-1.5',
        cell: (session) =>
          session.current ? null : (
            <IconButton label={t('endNamed', { name: nameOf(session) })} onClick={() => onEnd(session)}>
              <LogOut aria-hidden />
            </IconButton>
          ),
      },
    ];
  }, [t, onEnd]);
}
