'use client';
import { useTranslations } from 'next-intl';
import { useProblemText } from '../../i18n/use-problem-text.ts';
import { ConfirmDialog, toast } from '../../ui/index.ts';
import { useDeleteRun } from './use-delete-runs.ts';

interface DeleteRunProps {
  /** The run that is asked about; null: none. */
  run: { id: string; workflowName: string } | null;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before a run is gone. */
export function DeleteRun({ run, onClose, onDeleted }: DeleteRunProps) {
  const t = useTranslations('deleteRuns');
  const problemText = useProblemText();
  const remove = useDeleteRun();
  return (
    <ConfirmDialog
      open={run !== null}
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t('oneTitle', { name: run?.workflowName ?? '' })}
      description={t('oneText')}
      confirmLabel={t('delete')}
      busy={remove.isPending}
      onConfirm={() => {
        if (!run) return;
        remove.mutate(run.id, {
          onSuccess: () => {
            toast.success(t('oneDone'));
            onClose();
            onDeleted?.();
          },
          onError: (error) => toast.error(problemText(error).text),
        });
      }}
    />
  );
}
