'use client';
import { Lock, Pencil, Plus, Trash2, Variable as VariableIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { Variable } from '#lib/contracts/api/variables.ts';
import { QueryError } from '../layout/query-error.tsx';
import { useCan } from '../layout/workspace-context.tsx';
import { Badge, Button, DataTable, EmptyState, IconButton, RelativeTime, type DataColumn } from '../ui/index.ts';
import { Section } from './section.tsx';
import { DeleteVariableDialog } from './delete-variable-dialog.tsx';
import { useVariables } from './use-variables.ts';
import { VariableDialog } from './variable-dialog.tsx';

/** The workspace's variables: those who manage them change them, everybody sees their names and plain values. */
export function VariablesSection() {
  const t = useTranslations('variables');
  const tSettings = useTranslations('settings');
  const variables = useVariables();
  const canManage = useCan()('variable:manage');
  const [editing, setEditing] = useState<Variable | null | undefined>(undefined);
  const [deleting, setDeleting] = useState<Variable | null>(null);
  const columns = useColumns(canManage ? { onEdit: setEditing, onDelete: setDeleting } : null);
  const rows = variables.data?.pages.flatMap((page) => page.items) ?? [];
  const create = canManage ? (
    <Button variant="primary" onClick={() => setEditing(null)}>
      <Plus aria-hidden />
      {t('create')}
    </Button>
  ) : null;
  return (
    <Section title={tSettings('variables')} description={tSettings('variablesText')} actions={create}>
      {variables.isError ? (
        <QueryError error={variables.error} onRetry={() => void variables.refetch()} />
      ) : variables.isSuccess && rows.length === 0 ? (
        <EmptyState icon={<VariableIcon />} title={t('emptyTitle')} description={t('emptyText')} />
      ) : (
        <DataTable
          label={t('list')}
          columns={columns}
          rows={rows}
          rowId={({ id }) => id}
          loading={variables.isPending}
          {...(canManage && { onOpen: setEditing })}
        />
      )}
      {variables.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button busy={variables.isFetchingNextPage} onClick={() => void variables.fetchNextPage()}>
            {t('loadMore')}
          </Button>
        </div>
      ) : null}
      <VariableDialog variable={editing} taken={rows.map(({ name }) => name)} onClose={() => setEditing(undefined)} />
      <DeleteVariableDialog variable={deleting} onClose={() => setDeleting(null)} />
    </Section>
  );
}

interface RowActions {
  onEdit: (variable: Variable) => void;
  onDelete: (variable: Variable) => void;
}

function useColumns(actions: RowActions | null): DataColumn<Variable>[] {
  const t = useTranslations('variables');
  const { onEdit, onDelete } = actions ?? {};
  return useMemo(() => {
    const columns: DataColumn<Variable>[] = [
      {
        id: 'name',
        header: t('name'),
        skeleton: 'w-32',
        className: 'min-w-32',
        sortBy: ({ name }) => name,
        cell: ({ name }) => <code className="font-mono text-sm break-all">{name}</code>,
      },
      { id: 'value', header: t('value'), skeleton: 'w-48', className: 'w-full min-w-32', cell: ValueCell },
      {
        id: 'updated',
        header: t('updated'),
        className: 'whitespace-nowrap max-sm:hidden',
        cell: ({ updatedAt }) => <RelativeTime value={updatedAt} className="text-muted" />,
      },
    ];
    if (!onEdit || !onDelete) return columns;
    return [
      ...columns,
      {
        id: 'actions',
        header: <span className="sr-only">{t('actions')}</span>,
        skeleton: 'w-12',
        className: 'w-20 px-1.5',
        cell: (variable) => (
          <span className="flex justify-end">
            <IconButton label={t('editNamed', { name: variable.name })} onClick={() => onEdit(variable)}>
              <Pencil aria-hidden />
            </IconButton>
            <IconButton label={t('deleteNamed', { name: variable.name })} onClick={() => onDelete(variable)}>
              <Trash2 aria-hidden />
            </IconButton>
          </span>
        ),
      },
    ];
  }, [t, onEdit, onDelete]);
}

function ValueCell({ secret, value, hosts }: Variable) {
  return secret ? (
    <SecretMark hosts={hosts} />
  ) : (
    <code className="text-muted line-clamp-2 font-mono text-xs break-all">{shown(value)}</code>
  );
}

function SecretMark({ hosts }: { hosts: readonly string[] }) {
  const t = useTranslations('variables');
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Badge>
        <Lock aria-hidden className="size-3" />
        {t('secret')}
      </Badge>
      <span className="text-muted line-clamp-2 text-xs break-all">
        {hosts.length === 0 ? t('noHosts') : t('sentTo', { hosts: hosts.join(', ') })}
      </span>
    </span>
  );
}

function shown(value: Variable['value']): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
