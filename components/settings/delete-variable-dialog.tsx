'use client';
import { useTranslations } from 'next-intl';
import type { Variable, VariableUses } from '#lib/contracts/api/variables.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { DeleteDialog, toast, UsesList } from '../ui/index.ts';
import { useVariableChanges, useVariableUses } from './use-variables.ts';

/** Shows where a variable is used before it is gone. */
export function DeleteVariableDialog({ variable, onClose }: { variable: Variable | null; onClose: () => void }) {
  const t = useTranslations('variables');
  const problemText = useProblemText();
  const uses = useVariableUses(variable?.name);
  const { remove } = useVariableChanges();
  const confirm = ({ name }: Variable) =>
    remove.mutate(name, {
      onSuccess: () => toast.success(t('deleted', { name })),
      onError: (error) => toast.error(problemText(error).text),
      onSettled: onClose,
    });
  return (
    <DeleteDialog
      open={variable !== null}
      onClose={onClose}
      title={t('deleteTitle', { name: variable?.name ?? '' })}
      text={t('deleteText')}
      confirmLabel={t('delete')}
      uses={uses.data ? <Uses usedBy={uses.data.usedBy} /> : null}
      problem={uses.isError ? problemText(uses.error).text : null}
      busy={remove.isPending || uses.isFetching}
      onConfirm={() => variable && confirm(variable)}
    />
  );
}

function Uses({ usedBy: { workflows, connections, othersConnections } }: { usedBy: VariableUses }) {
  const t = useTranslations('variables');
  const names = [
    ...workflows.map(({ workflowId, name, live }) => ({
      id: workflowId,
      text: t(live ? 'usedLive' : 'usedDraft', { name }),
    })),
    ...connections.map(({ id, name }) => ({ id, text: t('usedConnection', { name }) })),
  ];
  const count = names.length + othersConnections;
  if (count === 0) return <span className="mt-2 block">{t('unused')}</span>;
  const rest = othersConnections > 0 ? t('usedByOthers', { count: othersConnections }) : undefined;
  return <UsesList title={t('usedBy', { count })} items={names} rest={rest} />;
}
