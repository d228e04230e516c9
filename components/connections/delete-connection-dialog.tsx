'use client';
import { useTranslations } from 'next-intl';
import type { WorkflowUse } from '#lib/contracts/api/common.ts';
import type { Connection } from '#lib/contracts/api/connections.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { DeleteDialog, toast, UsesList } from '../ui/index.ts';
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
    <DeleteDialog
      open={connection !== null}
      onClose={onClose}
      title={t('deleteTitle', { name: connection?.name ?? '' })}
      text={t('deleteText')}
      confirmLabel={t('delete')}
      uses={uses.data ? <Uses usedBy={uses.data.usedBy} /> : null}
      problem={uses.isError ? problemText(uses.error).text : null}
      busy={remove.isPending || uses.isFetching}
      onConfirm={() => connection && confirm(connection)}
    />
  );
}

function Uses({ usedBy }: { usedBy: readonly WorkflowUse[] }) {
  const t = useTranslations('connections');
  if (usedBy.length === 0) return <span className="mt-2 block">{t('unused')}</span>;
  const items = usedBy.map(({ workflowId, name, live }) => ({
    id: workflowId,
    text: t(live ? 'usedLive' : 'usedDraft', { name }),
  }));
  return <UsesList title={t('usedBy', { count: usedBy.length })} items={items} />;
}
