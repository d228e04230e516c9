'use client';
import { Lock, Pencil, Plus, Trash2, Variable as VariableIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { Variable } from '#lib/contracts/api/variables.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { QueryError } from '../layout/query-error.tsx';
import { useCan } from '../layout/workspace-context.tsx';
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
import { useVariableChanges, useVariables } from './use-variables.ts';
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
      <DeleteVariable variable={deleting} onClose={() => setDeleting(null)} />
    </Section>
  );
}

function DeleteVariable({ variable, onClose }: { variable: Variable | null; onClose: () => void }) {
  const t = useTranslations('variables');
  const problemText = useProblemText();
  const { remove } = useVariableChanges();
  const confirm = ({ name }: Variable) =>
    remove.mutate(name, {
      onSuccess: () => toast.success(t('deleted', { name })),
      onError: (error) => toast.error(problemText(error).text),
      onSettled: onClose,
    });
  return (
    <ConfirmDialog
      open={variable !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('deleteTitle', { name: variable?.name ?? '' })}
      description={t('deleteText')}
      confirmLabel={t('delete')}
      busy={remove.isPending}
      onConfirm={() => variable && confirm(variable)}
    />
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

function ValueCell({ secret, value }: Variable) {
  return secret ? (
    <SecretMark />
  ) : (
    <code className="text-muted line-clamp-2 font-mono text-xs break-all">{shown(value)}</code>
  );
}

function SecretMark() {
  const t = useTranslations('variables');
  return (
    <Badge>
      <Lock aria-hidden className="size-3" />
      {t('secret')}
    </Badge>
  );
}

function shown(value: Variable['value']): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
