'use client';
import { Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { useProblemText } from '../../i18n/use-problem-text.ts';
import { Button, Dialog, DialogContent, Field, Form, Select, Skeleton, toast } from '../../ui/index.ts';
import { useWorkflowOptions } from '../execution-filters.tsx';
import { Progress } from './progress.tsx';
import { useDeleteOldRuns, useOldRuns } from './use-delete-runs.ts';

const HOUR_MS = 3_600_000;
/** Ages that can be chosen, in milliseconds. */
const ages = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS, twoWeeks: 14 * 24 * HOUR_MS } as const;

/** "Delete old runs": those that ended and are older than chosen, of all workflows or of one. */
export function DeleteOldRuns({ workflowId }: { workflowId: string }) {
  const t = useTranslations('deleteRuns');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Trash2 aria-hidden />
        {t('open')}
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        {open ? (
          <DialogContent title={t('title')} description={t('text')}>
            <OldRunsForm workflowId={workflowId} onClose={() => setOpen(false)} />
          </DialogContent>
        ) : null}
      </Dialog>
    </>
  );
}

function OldRunsForm({ workflowId: chosen, onClose }: { workflowId: string; onClose: () => void }) {
  const t = useTranslations('deleteRuns');
  const problemText = useProblemText();
  const workflows = useWorkflowOptions();
  const [age, setAge] = useState<keyof typeof ages>('week');
  const [workflowId, setWorkflowId] = useState(chosen);
  const runs = useMemo(
    () => ({
      before: new Date(Date.now() - ages[age]).toISOString(),
      ...(workflowId !== 'all' && { workflowId }),
    }),
    [age, workflowId],
  );
  const found = useOldRuns(runs);
  const removal = useDeleteOldRuns();
  const busy = removal.isPending;
  const failure = found.error ?? removal.error;
  const start = () => {
    if (busy || !found.data?.count) return;
    removal.mutate(runs, {
      onSuccess: (count) => {
        toast.success(t('done', { count }));
        onClose();
      },
    });
  };
  return (
    <Form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <Field label={t('olderThan')}>
        {(control) => (
          <Select
            {...control}
            disabled={busy}
            value={age}
            options={(Object.keys(ages) as (keyof typeof ages)[]).map((value) => ({
              value,
              label: t(`ages.${value}`),
            }))}
            onValueChange={setAge}
          />
        )}
      </Field>
      <Field label={t('workflow')}>
        {(control) => (
          <Select
            {...control}
            disabled={busy}
            value={workflowId}
            options={[{ value: 'all', label: t('anyWorkflow') }, ...workflows]}
            onValueChange={setWorkflowId}
          />
        )}
      </Field>
      {busy ? (
        <Progress deleted={removal.deleted} of={found.data ?? null} />
      ) : found.data ? (
        <p className="text-sm">{t(found.data.more ? 'foundMore' : 'found', { count: found.data.count })}</p>
      ) : found.isError ? null : (
        <Skeleton aria-busy className="h-5 w-56" />
      )}
      {failure ? (
        <p role="alert" className="text-error text-sm">
          {problemText(failure).text}
        </p>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button type="button" onClick={busy ? removal.stop : onClose}>
          {t(busy ? 'stop' : 'cancel')}
        </Button>
        <Button type="submit" variant="danger" busy={busy} disabled={!found.data?.count}>
          {found.data?.count && !found.data.more ? t('deleteCount', { count: found.data.count }) : t('delete')}
        </Button>
      </div>
    </Form>
  );
}
