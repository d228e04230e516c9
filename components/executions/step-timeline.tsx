'use client';
import { Route } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Execution, Step } from '#lib/contracts/execution.ts';
import { cn, Duration } from '../ui/index.ts';
import { StatusIcon } from './status-badge.tsx';
import { StepName } from './step-name.tsx';
import { timelineBar } from './timeline-bar.ts';

/** The choice that stands for the run as a whole. */
export const WHOLE_RUN = 'run';

/** A step record's id on the page. */
export function stepId(step: Step): string {
  return `${step.seq}-${step.nodeId}-${(step.iteration ?? []).join('.')}-${step.attempt}`;
}

interface StepTimelineProps {
  execution: Execution;
  /** Names of nodes by id. */
  names: ReadonlyMap<string, string>;
  live: boolean;
  selected: string;
  onSelect: (id: string) => void;
}

/** Steps in the order they ran, each with its state, its time and a bar that shows when it ran. */
export function StepTimeline({ execution, names, live, selected, onSelect }: StepTimelineProps) {
  const t = useTranslations('execution');
  return (
    <nav aria-label={t('stepsList')} className="rounded-card border-line bg-surface overflow-hidden border">
      <ul className="max-h-[70vh] overflow-y-auto p-1.5">
        <TimelineRow selected={selected === WHOLE_RUN} onSelect={() => onSelect(WHOLE_RUN)}>
          <Route aria-hidden className="text-faint size-4 shrink-0" />
          <span className="truncate font-medium">{t('whole')}</span>
          <Duration ms={execution.durationMs} className="text-faint ml-auto shrink-0 text-xs" />
        </TimelineRow>
        {execution.steps.map((step) => {
          const id = stepId(step);
          return (
            <TimelineRow key={id} selected={selected === id} onSelect={() => onSelect(id)}>
              <StepLine execution={execution} step={step} name={names.get(step.nodeId)} />
            </TimelineRow>
          );
        })}
      </ul>
      {execution.steps.length === 0 ? (
        <p className="border-line text-muted border-t px-3 py-3 text-xs">
          {live ? t('noSteps') : t('noStepsRecorded')}
        </p>
      ) : null}
    </nav>
  );
}

function TimelineRow({
  selected,
  onSelect,
  children,
}: {
  selected: boolean;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <li>
      <button
        type="button"
        aria-current={selected ? 'true' : undefined}
        onClick={onSelect}
        className={cn(
          'rounded-control hover:bg-hover flex min-h-9 w-full items-center gap-2.5 px-2 py-1.5 text-left text-sm focus-visible:-outline-offset-2',
          selected && 'bg-accent-subtle hover:bg-accent-subtle',
        )}
      >
        {children}
      </button>
    </li>
  );
}

function StepLine({ execution, step, name }: { execution: Execution; step: Step; name: string | undefined }) {
  const t = useTranslations('execution');
  const bar = timelineBar(execution, step);
  const notes = [
    ...(step.iteration ? [t('item', { index: step.iteration.join('.') })] : []),
    ...(step.attempt > 1 ? [t('attempt', { attempt: step.attempt })] : []),
    ...(step.handled ? [t('handled')] : []),
    ...(step.reason ? [t(step.reason)] : []),
  ];
  return (
    <>
      <StatusIcon status={step.status} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <StepName step={step} name={name} />
        </span>
        {notes.length > 0 ? <span className="text-muted block truncate text-xs">{notes.join(' · ')}</span> : null}
        {bar ? (
          <span aria-hidden className="bg-hover mt-1 block h-1 overflow-hidden rounded-full">
            <span
              className={cn('block h-full rounded-full', step.status === 'error' ? 'bg-error' : 'bg-running')}
              style={{ marginLeft: `${bar.startPercent}%`, width: `${bar.widthPercent}%` }}
            />
          </span>
        ) : null}
      </span>
      <Duration ms={step.status === 'skipped' ? null : step.durationMs} className="text-faint shrink-0 text-xs" />
    </>
  );
}
