'use client';
import { useTranslations } from 'next-intl';
import type { WorkflowUse } from '#lib/contracts/api/common.ts';
import type { Connection } from '#lib/contracts/api/connections.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { ConfirmDialog, toast } from '../ui/index.ts';
import { useConnectionChanges, useConnectionUses } from './use-connections.ts';

/** Shows where a connection is used before it is gone. */
export function DeleteConnectionDialog({
  connection,
  onClose,
}: {
  connection: Connection | null;
  onClose: () => void;
}) {
  const t = useTranslations('connections');
  const problemText = useProblemText();
  const uses = useConnectionUses(connection?.id);
  const { remove } = useConnectionChanges();
  const confirm = ({ id, name }: Connection) =>
    remove.mutate(id, {
      onSuccess: () => toast.success(t('deleted', { name })),
      onError: (error) => toast.error(problemText(error).text),
      onSettled: onClose,
    });
  return (
    <ConfirmDialog
      open={connection !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('deleteTitle', { name: connection?.name ?? '' })}
      description={
        uses.isError ? (
          problemText(uses.error).text
        ) : (
          <>
            <span className="block">{t('deleteText')}</span>
            {uses.data ? <Uses usedBy={uses.data.usedBy} /> : null}
          </>
        )
      }
      confirmLabel={t('delete')}
      busy={remove.isPending || uses.isFetching}
      onConfirm={() => connection && confirm(connection)}
    />
  );
}

function Uses({ usedBy }: { usedBy: readonly WorkflowUse[] }) {
  const t = useTranslations('connections');
  if (usedBy.length === 0) return <span className="mt-2 block">{t('unused')}</span>;
  return (
    <span className="mt-2 block">
      <span className="text-warning block font-medium">{t('usedBy', { count: usedBy.length })}</span>
      {usedBy.map(({ workflowId, name, live }) => (
        <span key={workflowId} className="block truncate">
          {live ? t('usedLive', { name }) : t('usedDraft', { name })}
        </span>
      ))}
    </span>
  );
}
