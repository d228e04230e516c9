'use client';
import { PencilLine, RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { isEnded, type Execution, type Step } from '#lib/contracts/execution.ts';
import { useCan } from '../layout/workspace-context.tsx';
import { Button, Dialog, DialogContent } from '../ui/index.ts';
import { RetryForm } from './retry-form.tsx';
import { retryPoints } from './step-place.ts';
import type { RunNodes } from './use-executions.ts';

interface RetryDialogProps {
  execution: Execution;
  nodes: RunNodes;
}

/** "Retry": runs an ended run again, keeping what is finished, from a chosen step on, or with another input. */
export function RetryDialog(props: RetryDialogProps) {
  const t = useTranslations('execution');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <RotateCcw aria-hidden />
        {t('retry')}
      </Button>
      <RetryWindow {...props} step={null} open={open} onOpenChange={setOpen} />
    </>
  );
}

/** Beside the input of a step: the same, from this step on, with its input ready to be edited. */
export function EditStepInput({ step, ...props }: RetryDialogProps & { step: Step }) {
  const t = useTranslations('execution');
  const can = useCan();
  const [open, setOpen] = useState(false);
  const { status, steps } = props.execution;
  const mayRetry = isEnded(status) && can('workflow:execute') && step.iteration === undefined;
  if (!mayRetry || !retryPoints(steps).some(({ nodeId }) => nodeId === step.nodeId)) return null;
  return (
    <>
      <Button size="sm" className="mb-2" onClick={() => setOpen(true)}>
        <PencilLine aria-hidden />
        {t('editAndRetry')}
      </Button>
      <RetryWindow {...props} step={step.key} open={open} onOpenChange={setOpen} />
    </>
  );
}

interface RetryWindowProps extends RetryDialogProps {
  /** Key of the step that is chosen at first. */
  step: string | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function RetryWindow({ open, onOpenChange, ...form }: RetryWindowProps) {
  const t = useTranslations('execution');
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {open ? (
        <DialogContent size="lg" title={t('retryTitle')} description={t('retryHelp')}>
          <RetryForm {...form} />
        </DialogContent>
      ) : null}
    </Dialog>
  );
}
