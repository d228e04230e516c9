'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { Ban, Check, CircleDashed, CircleHelp, CircleX, Clock, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Badge, Duration, JsonView, type Tone } from '#components/ui/index.ts';
import { cn } from '#components/ui/cn.ts';
import type { ExecutionStatus, Step, StepStatus } from '#lib/contracts/execution.ts';
import type { RunView } from '#lib/editor/run-view.ts';
import { useEditor, useSession, useUi } from '../session/editor-context.tsx';
import { StepDetails } from './step-details.tsx';

/** The last try: its result, its steps, and the details of the chosen one. */
export function RunResult() {
  const t = useTranslations('editor.try');
  const run = useEditor((state) => state.run);
  const nodes = useEditor((state) => state.definition.nodes);
  const stepNodeId = useUi((state) => state.stepNodeId);
  const { ui } = useSession();
  if (!run) return <p className="text-muted p-6 text-sm">{t('notYet')}</p>;
  const chosen = stepNodeId === null ? undefined : run.steps.get(stepNodeId);
  const steps = nodes
    .flatMap((node) => {
      const step = run.steps.get(node.id);
      return step ? [{ node, step }] : [];
    })
    .sort((a, b) => a.step.seq - b.step.seq);
  return (
    <div className="grid min-h-0 grid-cols-1 md:grid-cols-[208px_minmax(0,1fr)] md:overflow-hidden">
      <ol aria-label={t('steps')} className="border-line p-2 max-md:border-b md:overflow-y-auto md:border-r">
        <li>
          <StepButton
            icon={<RunIcon status={run.status} />}
            name={t('result')}
            aside={<Duration ms={run.durationMs} />}
            current={chosen === undefined}
            onClick={() => ui.setState({ stepNodeId: null })}
          />
        </li>
        {steps.map(({ node, step }) => (
          <li key={node.id}>
            <StepButton
              icon={<StepIcon step={step} />}
              name={node.name || node.key}
              aside={step.status === 'skipped' ? t('skipped') : <Duration ms={step.durationMs} />}
              current={stepNodeId === node.id}
              onClick={() => ui.setState({ stepNodeId: node.id })}
            />
          </li>
        ))}
      </ol>
      <div className="min-w-0 p-4 md:overflow-y-auto">
        {chosen ? <StepDetails step={chosen} /> : <RunOutput run={run} />}
      </div>
    </div>
  );
}

function StepButton(props: { icon: ReactNode; name: string; aside: ReactNode; current: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-current={props.current || undefined}
      onClick={props.onClick}
      className={cn(
        'rounded-control hover:bg-hover flex h-8 w-full items-center gap-2 px-2 text-left text-sm [&_svg]:size-4 [&_svg]:shrink-0',
        props.current && 'bg-hover',
      )}
    >
      {props.icon}
      <span className="min-w-0 flex-1 truncate">{props.name}</span>
      <span className="text-muted text-xs">{props.aside}</span>
    </button>
  );
}

function RunOutput({ run }: { run: RunView }) {
  const t = useTranslations('editor.try');
  const said = useSaid();
  return (
    <div className="flex flex-col gap-3" data-run-status={run.status}>
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={runTone(run)}>
          <RunIcon status={run.status} />
          {run.isError && run.status === 'success' ? t('answeredNo') : t(`status.${run.status}`)}
        </Badge>
      </div>
      {run.error ? (
        <p className="rounded-control bg-error-subtle text-error p-2.5 text-sm break-words">
          {said(run.error).message}
        </p>
      ) : null}
      {run.status === 'success' ? (
        <div>
          <h4 className="text-muted mb-1 text-xs font-medium">{t('output')}</h4>
          <JsonView value={run.output} />
        </div>
      ) : null}
    </div>
  );
}

function runTone(run: RunView): Tone {
  if (run.status === 'success') return run.isError ? 'warning' : 'success';
  if (run.status === 'queued' || run.status === 'running' || run.status === 'waiting') return 'running';
  return run.status === 'canceled' ? 'neutral' : 'error';
}

function RunIcon({ status }: { status: ExecutionStatus }) {
  switch (status) {
    case 'success':
      return <Check aria-hidden className="text-success" />;
    case 'queued':
    case 'running':
      return <LoaderCircle aria-hidden className="text-running animate-spin" />;
    case 'waiting':
      return <Clock aria-hidden className="text-running" />;
    case 'canceled':
      return <Ban aria-hidden className="text-muted" />;
    case 'error':
    case 'timeout':
    case 'crashed':
      return <CircleX aria-hidden className="text-error" />;
  }
}

const stepIcons: Readonly<Record<StepStatus, ReactNode>> = {
  running: <LoaderCircle aria-hidden className="text-running animate-spin" />,
  waiting: <Clock aria-hidden className="text-running" />,
  success: <Check aria-hidden className="text-success" />,
  error: <CircleX aria-hidden className="text-error" />,
  skipped: <CircleDashed aria-hidden className="text-faint" />,
  canceled: <Ban aria-hidden className="text-muted" />,
  unknown: <CircleHelp aria-hidden className="text-warning" />,
};

function StepIcon({ step }: { step: Step }) {
  return stepIcons[step.status];
}
