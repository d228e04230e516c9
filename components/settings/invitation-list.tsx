'use client';
import { MailX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { Invitation } from '#lib/contracts/api/members.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { QueryError } from '../layout/query-error.tsx';
import { Badge, Button, DataTable, IconButton, RelativeTime, toast, type DataColumn } from '../ui/index.ts';
import { useInvitations, useMemberChanges } from './use-members.ts';

/** Invitations that can still be accepted; nothing while there are none. */
export function InvitationList() {
  const t = useTranslations('members');
  const problemText = useProblemText();
  const invitations = useInvitations();
  const { takeBack } = useMemberChanges();
  const columns = useColumns((invitation) =>
    takeBack.mutate(invitation.id, {
      onSuccess: () => toast.success(t('takenBack', { email: invitation.email })),
      onError: (error) => toast.error(problemText(error).text),
    }),
  );
  const rows = invitations.data?.pages.flatMap((page) => page.items) ?? [];
  if (invitations.isError) return <QueryError error={invitations.error} onRetry={() => void invitations.refetch()} />;
  if (rows.length === 0) return null;
  return (
    <section className="mt-8">
      <h3 className="mb-3 text-base font-semibold">{t('invitations')}</h3>
      <DataTable label={t('invitationsList')} columns={columns} rows={rows} rowId={(invitation) => invitation.id} />
      {invitations.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button busy={invitations.isFetchingNextPage} onClick={() => void invitations.fetchNextPage()}>
            {t('loadMore')}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function useColumns(onTakeBack: (invitation: Invitation) => void): DataColumn<Invitation>[] {
  const t = useTranslations('members');
  const tRoles = useTranslations('roles');
  return useMemo(
    () => [
      {
        id: 'email',
        header: t('email'),
        className: 'w-full min-w-40',
        cell: (invitation) => <span className="font-medium break-all">{invitation.email}</span>,
      },
      { id: 'role', header: t('role'), cell: (invitation) => <Badge>{tRoles(invitation.role)}</Badge> },
      {
        id: 'invitedBy',
        header: t('invitedBy'),
        className: 'max-md:hidden whitespace-nowrap',
        cell: (invitation) => <span className="text-muted">{invitation.invitedBy.name}</span>,
      },
      {
        id: 'expires',
        header: t('expires'),
        className: 'whitespace-nowrap max-sm:hidden',
        cell: (invitation) => <RelativeTime value={invitation.expiresAt} className="text-muted" />,
      },
      {
        id: 'actions',
        header: <span className="sr-only">{t('takeBack')}</span>,
        className: 'w-12 px-1.5',
        cell: (invitation) => (
          <IconButton label={t('takeBackNamed', { email: invitation.email })} onClick={() => onTakeBack(invitation)}>
            <MailX aria-hidden />
          </IconButton>
        ),
      },
    ],
    [t, tRoles, onTakeBack],
  );
}
