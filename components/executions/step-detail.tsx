'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { isEnded, type Execution, type LogLine, type Step, type StepError } from '#lib/contracts/execution.ts';
import { useCan } from '../layout/workspace-context.tsx';
import {
  cn,
  CopyButton,
  Duration,
  ExactTime,
  JsonView,
  Tabs,
  TabsContent,
  TabsList,
  TabsTrigger,
} from '../ui/index.ts';
import { useNodeTypes } from '../workflows/use-node-types.ts';
import { LargeValue } from './large-value.tsx';
import { LoopElement } from './loop-element.tsx';
import { loopAround } from './loop-elements.ts';
import { EditedNotice } from './edited-notice.tsx';
import { EditStepInput } from './retry-dialog.tsx';
import { CalledRunLink, FailedCallLink } from './run-link.tsx';
import { SettleStep } from './settle-step.tsx';
import { StatusBadge } from './status-badge.tsx';
import { StepName } from './step-name.tsx';
import { StepWaiting } from './step-waiting.tsx';
import type { RunNodes } from './use-executions.ts';

interface StepDetailProps {
  execution: Execution;
  step: Step;
  nodes: RunNodes;
}

/** Input, output, error and logs of one step. Everything that users' data passed through is shown as text. */
export function StepDetail({ execution, step, nodes }: StepDetailProps) {
  const t = useTranslations('execution');
  const type = useNodeTypes().data?.find((each) => each.type === step.type);
  const around = loopAround(execution.steps, step, nodes.parents);
  const rule = type?.ports.out.find((each) => !('each' in each) && each.name === step.port);
  const label = rule && 'label' in rule ? rule.label : step.port === 'error' ? t('error') : step.port;
  return (
    <DetailCard
      title={
        <>
          <StepName step={step} name={nodes.names.get(step.nodeId)} />
          <span className="text-faint text-xs">{type?.title ?? step.type}</span>
          <StatusBadge status={step.status} />
          {label && label !== 'out' ? <span className="text-muted text-xs">{t('port', { port: label })}</span> : null}
          <span className="text-faint ml-auto flex items-center gap-3 text-xs">
            <Duration ms={step.durationMs} />
            {step.startedAt ? <ExactTime value={step.startedAt} className="max-sm:hidden" /> : null}
          </span>
        </>
      }
      notice={
        <>
          {step.edited ? <EditedNotice edited={step.edited} /> : null}
          {step.childExecutionId ? <CalledRunLink id={step.childExecutionId} className="mx-4 mt-1" /> : null}
          <StepNotice execution={execution} step={step} />
        </>
      }
      initial={step.error ? 'error' : 'output'}
      inputAction={<EditStepInput execution={execution} step={step} nodes={nodes} />}
      element={around ? <LoopElement executionId={execution.id} {...around} /> : null}
      executionId={execution.id}
      values={step}
      linksCall={step.childExecutionId === undefined}
      error={step.error ?? null}
      logs={step.logs}
    />
  );
}

/** What somebody may do about a step that waits; of an ended run nothing can be changed any more. */
function StepNotice({ execution, step }: { execution: Execution; step: Step }) {
  const can = useCan();
  if (isEnded(execution.status)) return null;
  if (step.status === 'unknown') {
    return can('workflow:execute') ? <SettleStep executionId={execution.id} step={step} /> : null;
  }
  return step.status === 'waiting' ? <StepWaiting executionId={execution.id} step={step} /> : null;
}

/** Input and result of the run as a whole. */
export function WholeRunDetail({ execution }: { execution: Execution }) {
  const t = useTranslations('execution');
  return (
    <DetailCard
      title={<span className="font-medium">{t('whole')}</span>}
      initial={execution.error ? 'error' : 'output'}
      executionId={execution.id}
      values={execution}
      error={execution.error}
      linksCall
    />
  );
}

interface DetailCardProps {
  title: ReactNode;
  notice?: ReactNode;
  initial: 'output' | 'error';
  /** What can be done with the input. */
  inputAction?: ReactNode;
  /** Of a step in a loop: its item. */
  element?: ReactNode;
  executionId: string;
  values: Pick<Step, 'input' | 'output' | 'inputAt' | 'outputAt'>;
  error: StepError | null;
  /** Whether the error leads to the run that was called. */
  linksCall: boolean;
  logs?: readonly LogLine[];
}

function DetailCard(props: DetailCardProps) {
  const { title, notice, initial, inputAction, element, executionId, values, error, linksCall, logs } = props;
  const t = useTranslations('execution');
  return (
    <section className="rounded-card border-line bg-surface min-w-0 border">
      <h2 className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-4 pt-3 text-sm">{title}</h2>
      {notice}
      <Tabs defaultValue={initial} className="px-4 pt-1 pb-4">
        <TabsList>
          {element ? <TabsTrigger value="element">{t('element')}</TabsTrigger> : null}
          <TabsTrigger value="input">{t('input')}</TabsTrigger>
          <TabsTrigger value="output">{t('output')}</TabsTrigger>
          {error ? <TabsTrigger value="error">{t('error')}</TabsTrigger> : null}
          {logs ? (
            <TabsTrigger value="logs">
              {logs.length > 0 ? t('logCount', { count: logs.length }) : t('logs')}
            </TabsTrigger>
          ) : null}
        </TabsList>
        {element ? <TabsContent value="element">{element}</TabsContent> : null}
        <TabsContent value="input">
          {inputAction}
          <Value value={values.input} at={values.inputAt} executionId={executionId} copyLabel={t('copyInput')} />
        </TabsContent>
        <TabsContent value="output">
          <Value value={values.output} at={values.outputAt} executionId={executionId} copyLabel={t('copyOutput')} />
        </TabsContent>
        {error ? (
          <TabsContent value="error">
            <ErrorDetail error={error} linksCall={linksCall} />
          </TabsContent>
        ) : null}
        {logs ? (
          <TabsContent value="logs">
            <LogLines lines={logs} />
          </TabsContent>
        ) : null}
      </Tabs>
    </section>
  );
}

interface ValueProps {
  value: unknown;
  /** Hash of a value that did not come with its run. */
  at: string | undefined;
  executionId: string;
  copyLabel: string;
}

function Value({ value, at, executionId, copyLabel }: ValueProps) {
  const t = useTranslations('execution');
  if (at !== undefined) return <LargeValue key={at} place={{ id: executionId, sha256: at }} copyLabel={copyLabel} />;
  if (value === undefined) return <p className="text-muted py-4 text-sm">{t('noValue')}</p>;
  return <JsonView value={value} copyLabel={copyLabel} />;
}

function ErrorDetail({ error, linksCall }: { error: StepError; linksCall: boolean }) {
  const t = useTranslations('execution');
  const { message } = useSaid()(error);
  return (
    <div className="rounded-control border-error/40 bg-error-subtle border p-3">
      <div className="flex items-start justify-between gap-2">
        <p className="text-error min-w-0 text-sm font-medium break-words whitespace-pre-wrap">{message}</p>
        <CopyButton text={message} label={t('copyError')} className="-mt-1 -mr-1" />
      </div>
      <dl className="text-muted mt-2 flex flex-wrap gap-x-6 gap-y-1 text-xs">
        <div className="flex gap-1.5">
          <dt>{t('code')}</dt>
          <dd className="font-mono">{error.code}</dd>
        </div>
        {error.path ? (
          <div className="flex gap-1.5">
            <dt>{t('field')}</dt>
            <dd className="font-mono break-all">{error.path}</dd>
          </div>
        ) : null}
      </dl>
      {linksCall ? <FailedCallLink details={error.details} /> : null}
      {error.details ? <JsonView value={error.details} className="mt-3" /> : null}
    </div>
  );
}

const levelInk: Readonly<Record<LogLine['level'], string>> = {
  debug: 'text-faint',
  info: 'text-muted',
  warn: 'text-warning',
  error: 'text-error',
};

function LogLines({ lines }: { lines: readonly LogLine[] }) {
  const t = useTranslations('execution');
  if (lines.length === 0) return <p className="text-muted py-4 text-sm">{t('noLogs')}</p>;
  return (
    <ol className="rounded-control border-line bg-subtle max-h-112 overflow-auto border p-2.5 font-mono text-xs leading-5">
      {lines.map((line, index) => (
        <li key={index} className="flex gap-2">
          <span className="text-faint shrink-0">{line.at.slice(11, 23)}</span>
          <span className={cn('w-10 shrink-0', levelInk[line.level])}>{line.level}</span>
          <span className="min-w-0 break-words whitespace-pre-wrap">{line.message}</span>
        </li>
      ))}
    </ol>
  );
}
