'use client';
import { KeyRound, Plus, Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { ApiKey } from '#lib/contracts/api/identity.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { QueryError } from '../layout/query-error.tsx';
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
import { CreateApiKeyDialog } from './create-api-key-dialog.tsx';
import { Section } from './section.tsx';
import { useApiKeyChanges, useApiKeys } from './use-api-keys.ts';

export function ApiKeysSection() {
  const t = useTranslations('apiKeys');
  const tSettings = useTranslations('settings');
  const problemText = useProblemText();
  const keys = useApiKeys();
  const { revoke } = useApiKeyChanges();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const columns = useColumns(setRevoking);
  const rows = keys.data?.pages.flatMap((page) => page.items) ?? [];
  const create = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t('create')}
    </Button>
  );
  const confirm = (key: ApiKey) =>
    revoke.mutate(key.id, {
      onSuccess: () => toast.success(t('revoked', { name: key.name })),
      onError: (error) => toast.error(problemText(error).text),
      onSettled: () => setRevoking(null),
    });
  return (
    <Section title={tSettings('apiKeys')} description={tSettings('apiKeysText')} actions={create}>
      {keys.isError ? (
        <QueryError error={keys.error} onRetry={() => void keys.refetch()} />
      ) : keys.isSuccess && rows.length === 0 ? (
        <EmptyState icon={<KeyRound />} title={t('emptyTitle')} description={t('emptyText')} />
      ) : (
        <DataTable label={t('list')} columns={columns} rows={rows} rowId={(key) => key.id} loading={keys.isPending} />
      )}
      {keys.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button busy={keys.isFetchingNextPage} onClick={() => void keys.fetchNextPage()}>
            {t('loadMore')}
          </Button>
        </div>
      ) : null}
      <CreateApiKeyDialog open={creating} onOpenChange={setCreating} />
      <ConfirmDialog
        open={revoking !== null}
        onOpenChange={(open) => (open ? undefined : setRevoking(null))}
        title={t('revokeTitle', { name: revoking?.name ?? '' })}
        description={t('revokeText')}
        confirmLabel={t('revoke')}
        busy={revoke.isPending}
        onConfirm={() => revoking && confirm(revoking)}
      />
    </Section>
  );
}

function useColumns(onRevoke: (key: ApiKey) => void): DataColumn<ApiKey>[] {
  const t = useTranslations('apiKeys');
  const tRoles = useTranslations('roles');
  const tScopes = useTranslations('scopes');
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('name'),
        skeleton: 'w-32',
        className: 'w-full min-w-32',
        cell: (key) => (
          <>
            <span className="block font-medium break-words">{key.name}</span>
            <code className="text-faint font-mono text-xs">{key.prefix}…</code>
          </>
        ),
      },
      {
        id: 'access',
        header: t('access'),
        skeleton: 'w-32',
        className: 'max-md:hidden min-w-80',
        cell: (key) => (
          <span className="flex flex-wrap gap-1">
            <Badge>{tRoles(key.role)}</Badge>
            {key.scopes.map((scope) => (
              <Badge key={scope} title={tScopes(scope)} className="font-mono">
                {scope}
              </Badge>
            ))}
            {key.servers ? <Badge tone="accent">{t('serverCount', { count: key.servers.length })}</Badge> : null}
            {key.tools ? (
              <Badge tone="accent" title={key.tools.join('\n')}>
                {t('toolCount', { count: key.tools.length })}
              </Badge>
            ) : null}
            {key.readOnly ? <Badge tone="accent">{t('readOnlyBadge')}</Badge> : null}
            {key.limits && Object.keys(key.limits).length > 0 ? <Badge>{t('limited')}</Badge> : null}
          </span>
        ),
      },
      {
        id: 'owner',
        header: t('owner'),
        className: 'max-lg:hidden whitespace-nowrap',
        cell: (key) => <span className="text-muted">{key.createdBy.name}</span>,
      },
      {
        id: 'lastUsed',
        header: t('lastUsed'),
        className: 'whitespace-nowrap max-sm:hidden',
        cell: (key) => (
          <span className="text-muted">
            {key.lastUsedAt ? <RelativeTime value={key.lastUsedAt} /> : t('neverUsed')}
            {key.calls > 0 ? (
              <span className="text-faint block text-xs">{t('calls', { count: key.calls })}</span>
            ) : null}
          </span>
        ),
      },
      {
        id: 'expires',
        header: t('expires'),
        className: 'whitespace-nowrap',
        cell: (key) => <Expiry at={key.expiresAt} />,
      },
      {
        id: 'actions',
        header: <span className="sr-only">{t('revoke')}</span>,
        skeleton: 'w-6',
        className: 'w-12 px-1.5',
        cell: (key) => (
          <IconButton label={t('revokeNamed', { name: key.name })} onClick={() => onRevoke(key)}>
            <Trash2 aria-hidden />
          </IconButton>
        ),
      },
    ],
    [t, tRoles, tScopes, onRevoke],
  );
}

function Expiry({ at }: { at: string | null }) {
  const t = useTranslations('apiKeys');
  if (!at) return <span className="text-muted">{t('never')}</span>;
  if (Date.parse(at) <= Date.now()) return <Badge tone="warning">{t('expired')}</Badge>;
  return <RelativeTime value={at} className="text-muted" />;
}
