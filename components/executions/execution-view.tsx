'use client';
import { Ban, History, Trash2, Workflow } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Execution } from '#lib/contracts/execution.ts';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { BackLink } from '../layout/back-link.tsx';
import { pathOf } from '../layout/navigation.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { QueryError } from '../layout/query-error.tsx';
import { useCan, useWorkspaceView } from '../layout/workspace-context.tsx';
import { Badge, Button, IconButton, Skeleton, toast } from '../ui/index.ts';
import { DeleteRun } from './delete/delete-run.tsx';
import { ErrorLinks } from './error-links.tsx';
import { ExecutionFacts } from './execution-facts.tsx';
import { ObstacleNotice } from './obstacle-notice.tsx';
import { RetryDialog } from './retry-dialog.tsx';
import { StatusBadge } from './status-badge.tsx';
import { failedStep } from './step-place.ts';
import { StepDetail, WholeRunDetail } from './step-detail.tsx';
import { stepId, StepTimeline, WHOLE_RUN } from './step-timeline.tsx';
import { useCancelExecution, useLiveExecution, useRunNodes } from './use-executions.ts';

/** One run: what it was, its steps in order, and what went in and out of each. */
export function ExecutionView({ id }: { id: string }) {
  const t = useTranslations('execution');
  const { workspace } = useWorkspaceView();
  const { query, live } = useLiveExecution(id);
  const back = <BackLink href={pathOf(workspace.slug, 'executions')}>{t('back')}</BackLink>;
  if (query.isError) {
    return (
      <>
        {back}
        <QueryError error={query.error} onRetry={() => void query.refetch()} />
      </>
    );
  }
  if (!query.data) {
    return (
      <>
        {back}
        <ExecutionSkeleton />
      </>
    );
  }
  const execution = query.data;
  return (
    <>
      <PageHeader
        back={back}
        title={
          <span className="flex flex-wrap items-center gap-2.5">
            {execution.workflowName}
            <StatusBadge status={execution.status} />
            {live ? <Badge tone="accent">{t('live')}</Badge> : null}
          </span>
        }
        actions={<ExecutionActions execution={execution} live={live} />}
      />
      <ExecutionFacts execution={execution} />
      <ObstacleNotice execution={execution} />
      <ErrorLinks execution={execution} />
      <ExecutionBody execution={execution} live={live} />
    </>
  );
}

function ExecutionActions({ execution, live }: { execution: Execution; live: boolean }) {
  const t = useTranslations('execution');
  const can = useCan();
  const problemText = useProblemText();
  const { workspace } = useWorkspaceView();
  const nodes = useRunNodes(execution);
  const cancel = useCancelExecution(execution.id);
  const router = useRouter();
  const tDelete = useTranslations('deleteRuns');
  const [deleting, setDeleting] = useState<Execution | null>(null);
  return (
    <>
      {live && can('workflow:execute') ? (
        <Button
          busy={cancel.isPending}
          onClick={() =>
            cancel.mutate(undefined, {
              onSuccess: () => toast.success(t('canceled')),
              onError: (error) => toast.error(problemText(error).text),
            })
          }
        >
          <Ban aria-hidden />
          {t('cancel')}
        </Button>
      ) : null}
      {!live && can('workflow:execute') ? <RetryDialog execution={execution} nodes={nodes} /> : null}
      {!live && can('workflow:execute') ? (
        <Button asChild>
          <Link href={`${pathOf(workspace.slug, 'executions')}/${execution.id}/replay`}>
            <History aria-hidden />
            {t('replay')}
          </Link>
        </Button>
      ) : null}
      <Button asChild>
        <Link href={`${pathOf(workspace.slug, 'workflows')}/${execution.workflowId}`}>
          <Workflow aria-hidden />
          {t('openWorkflow')}
        </Link>
      </Button>
      {!live && can('workflow:delete') ? (
        <IconButton label={tDelete('oneAction')} onClick={() => setDeleting(execution)}>
          <Trash2 aria-hidden />
        </IconButton>
      ) : null}
      <DeleteRun
        run={deleting}
        onClose={() => setDeleting(null)}
        onDeleted={() => router.push(pathOf(workspace.slug, 'executions'))}
      />
    </>
  );
}

/** Steps on the left, the chosen one on the right; below each other on small screens. */
function ExecutionBody({ execution, live }: { execution: Execution; live: boolean }) {
  const urgent =
    execution.steps.find((step) => live && (step.status === 'unknown' || step.status === 'waiting')) ??
    failedStep(execution);
  const nodes = useRunNodes(execution);
  const [chosen, setChosen] = useState<string | null>(null);
  const selected = chosen ?? (urgent ? stepId(urgent) : WHOLE_RUN);
  const step = execution.steps.find((candidate) => stepId(candidate) === selected);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,22rem)_minmax(0,1fr)]">
      <StepTimeline
        execution={execution}
        nodes={nodes}
        live={live}
        selected={step ? selected : WHOLE_RUN}
        onSelect={setChosen}
      />
      {step ? (
        <StepDetail key={selected} execution={execution} step={step} nodes={nodes} />
      ) : (
        <WholeRunDetail execution={execution} />
      )}
    </div>
  );
}

function ExecutionSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-4">
      <Skeleton className="h-7 w-64" />
      <Skeleton className="rounded-card h-20 w-full" />
      <div className="grid gap-4 lg:grid-cols-[22rem_1fr]">
        <Skeleton className="rounded-card h-72" />
        <Skeleton className="rounded-card h-72" />
      </div>
    </div>
  );
}
