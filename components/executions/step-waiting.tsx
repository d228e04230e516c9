'use client';
import { Hourglass } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Step } from '#lib/contracts/execution.ts';
import { ApprovalCard } from '../approvals/approval-card.tsx';
import { useApprovals } from '../approvals/use-approvals.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { useCan } from '../layout/workspace-context.tsx';
import { Button, ExactTime, RelativeTime, toast } from '../ui/index.ts';
import { goesOnAt, placeOf } from './step-place.ts';
import { useResumeStep } from './use-executions.ts';

interface StepWaitingProps {
  executionId: string;
  step: Step;
}

const asksPeople: ReadonlySet<string> = new Set(['human.approval', 'human.input']);
const waitsFor: Readonly<Record<string, 'waitsForWorkflow' | 'waitsForClient'>> = {
  'logic.workflow': 'waitsForWorkflow',
  'client.ask': 'waitsForClient',
};

/** What a waiting step waits for, and until when; a question can be answered here. */
export function StepWaiting({ executionId, step }: StepWaitingProps) {
  return asksPeople.has(step.type) ? (
    <Question executionId={executionId} step={step} />
  ) : (
    <Waiting executionId={executionId} step={step} />
  );
}

function Question({ executionId, step }: StepWaitingProps) {
  const list = useApprovals({ executionId, status: 'pending' });
  const mine = list.data?.pages.flatMap((page) => page.items).find((approval) => approval.stepId === placeOf(step));
  return mine ? (
    <div className="mx-4 mt-3">
      <ApprovalCard approval={mine} />
    </div>
  ) : null;
}

function Waiting({ executionId, step }: StepWaitingProps) {
  const t = useTranslations('execution');
  const can = useCan();
  const problemText = useProblemText();
  const resume = useResumeStep(executionId, placeOf(step));
  const until = goesOnAt(step);
  return (
    <div className="rounded-control border-line bg-subtle mx-4 mt-3 flex flex-wrap items-center gap-2 border p-3 text-sm">
      <Hourglass aria-hidden className="text-warning size-4 shrink-0" />
      {until === null ? (
        <span>{t(waitsFor[step.type] ?? 'waits')}</span>
      ) : (
        <span>
          {t('goesOn')} <RelativeTime value={until} /> (<ExactTime value={until} />)
        </span>
      )}
      {until !== null && can('workflow:execute') ? (
        <Button
          size="sm"
          className="ml-auto"
          busy={resume.isPending}
          onClick={() => resume.mutate(undefined, { onError: (error) => toast.error(problemText(error).text) })}
        >
          {t('goOnNow')}
        </Button>
      ) : null}
    </div>
  );
}
