'use client';
import { ShieldCheck, UserMinus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { isApiProblem } from '#lib/client/api-problem.ts';
import type { Member } from '#lib/contracts/api/members.ts';
import type { Role } from '#lib/contracts/principal.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { QueryError } from '../layout/query-error.tsx';
import { useCan, useWorkspaceView } from '../layout/workspace-context.tsx';
import {
  Badge,
  Button,
  ConfirmDialog,
  DataTable,
  IconButton,
  RelativeTime,
  Select,
  toast,
  type DataColumn,
} from '../ui/index.ts';
import { rolesUpTo } from './roles-up-to.ts';
import { useMemberChanges, useMembers } from './use-members.ts';

export function MemberList() {
  const t = useTranslations('members');
  const tRoles = useTranslations('roles');
  const { workspace, user } = useWorkspaceView();
  const members = useMembers();
  const { setRole, remove } = useMemberChanges();
  const tell = useMemberProblem();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const change = (member: Member, role: Role) =>
    setRole.mutate(
      { id: member.id, role },
      {
        onSuccess: () => toast.success(t('roleChanged', { name: member.user.name, role: tRoles(role) })),
        onError: tell,
      },
    );
  const columns = useColumns(change, setLeaving);
  const own = leaving?.user.id === user.id;
  const name = leaving?.user.name ?? '';
  const confirm = (member: Member) =>
    remove.mutate(member.id, {
      onSuccess: () => {
        if (own) return window.location.assign('/home');
        toast.success(t('removed', { name: member.user.name }));
      },
      onError: tell,
      onSettled: () => setLeaving(null),
    });
  if (members.isError) return <QueryError error={members.error} onRetry={() => void members.refetch()} />;
  return (
    <>
      <DataTable
        label={t('list')}
        columns={columns}
        rows={members.data?.pages.flatMap((page) => page.items) ?? []}
        rowId={(member) => member.id}
        loading={members.isPending}
      />
      {members.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button busy={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
            {t('loadMore')}
          </Button>
        </div>
      ) : null}
      <ConfirmDialog
        open={leaving !== null}
        onOpenChange={(open) => (open ? undefined : setLeaving(null))}
        title={own ? t('leaveTitle', { name: workspace.name }) : t('removeTitle', { name })}
        description={own ? t('leaveText') : t('removeText')}
        confirmLabel={own ? t('leave') : t('remove')}
        busy={remove.isPending}
        onConfirm={() => leaving && confirm(leaving)}
      />
    </>
  );
}

/** The one conflict that changes of members meet is the last owner. */
function useMemberProblem(): (error: unknown) => void {
  const t = useTranslations('members');
  const problemText = useProblemText();
  return (error) => {
    toast.error(isApiProblem(error) && error.code === 'conflict' ? t('lastOwner') : problemText(error).text);
  };
}

/** Shown to those who manage members: the server tells nobody else. */
function TwoFactorBadge() {
  const t = useTranslations('twoFactor');
  return (
    <Badge tone="success">
      <ShieldCheck aria-hidden />
      {t('member')}
    </Badge>
  );
}

function useColumns(
  onRole: (member: Member, role: Role) => void,
  onRemove: (member: Member) => void,
): DataColumn<Member>[] {
  const t = useTranslations('members');
  const tRoles = useTranslations('roles');
  const manages = useCan()('member:manage');
  const { workspace, user } = useWorkspaceView();
  return useMemo(() => {
    const given = rolesUpTo(workspace.role);
    const options = given.map((role) => ({ value: role, label: tRoles(role) }));
    return [
      {
        id: 'name',
        header: t('name'),
        skeleton: 'w-40',
        className: 'w-full min-w-40',
        cell: ({ user: person, twoFactor }) => (
          <>
            <span className="flex flex-wrap items-center gap-2">
              <span className="font-medium break-words">{person.name}</span>
              {person.id === user.id ? <Badge tone="accent">{t('you')}</Badge> : null}
              {twoFactor ? <TwoFactorBadge /> : null}
            </span>
            <span className="text-muted block text-xs break-all">{person.email}</span>
          </>
        ),
      },
      {
        id: 'role',
        header: t('role'),
        className: 'min-w-36',
        cell: (member) =>
          manages && given.includes(member.role) ? (
            <Select
              aria-label={t('roleOf', { name: member.user.name })}
              className="w-32"
              value={member.role}
              options={options}
              onValueChange={(role) => (role === member.role ? undefined : onRole(member, role))}
            />
          ) : (
            <Badge>{tRoles(member.role)}</Badge>
          ),
      },
      {
        id: 'joined',
        header: t('joined'),
        className: 'whitespace-nowrap max-sm:hidden',
        cell: (member) => <RelativeTime value={member.createdAt} className="text-muted" />,
      },
      {
        id: 'actions',
        header: <span className="sr-only">{t('remove')}</span>,
        skeleton: 'w-6',
        className: 'w-12 px-1.5',
        cell: (member) => {
          const own = member.user.id === user.id;
          if (!own && !(manages && given.includes(member.role))) return null;
          return (
            <IconButton
              label={own ? t('leave') : t('removeNamed', { name: member.user.name })}
              onClick={() => onRemove(member)}
            >
              <UserMinus aria-hidden />
            </IconButton>
          );
        },
      },
    ];
  }, [t, tRoles, manages, workspace.role, user.id, onRole, onRemove]);
}
