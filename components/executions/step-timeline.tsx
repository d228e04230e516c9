'use client';
import { ChevronRight, Route } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import type { Execution, Step } from '#lib/contracts/execution.ts';
import { cn, Duration } from '../ui/index.ts';
import { LoopItems } from './loop-items.tsx';
import { StatusIcon } from './status-badge.tsx';
import { StepName } from './step-name.tsx';
import { countItems, stepTree, type Entry } from './step-tree.ts';
import { TimelineRow } from './timeline-row.tsx';
import { timelineBar } from './timeline-bar.ts';
import type { RunNodes } from './use-executions.ts';

/** The choice that stands for the run as a whole. */
export const WHOLE_RUN = 'run';

/** A step's id on the page: the same while it is live and once it is recorded, so that what is open beside it stays. */
export function stepId(step: Step): string {
  return `${step.nodeId}-${(step.iteration ?? []).join('.')}-${step.attempt}`;
}

interface StepTimelineProps {
  execution: Execution;
  nodes: RunNodes;
  live: boolean;
  selected: string;
  onSelect: (id: string) => void;
}

/** Steps in the order they ran, each with its state, its time and a bar that shows when it ran; loops hold their items. */
export function StepTimeline({ execution, nodes, live, selected, onSelect }: StepTimelineProps) {
  const t = useTranslations('execution');
  const tree = useMemo(() => stepTree(execution.steps, nodes.parents), [execution.steps, nodes.parents]);
  return (
    <nav aria-label={t('stepsList')} className="rounded-card border-line bg-surface overflow-hidden border">
      <div className="max-h-[70vh] overflow-y-auto p-1.5">
        <TimelineRow selected={selected === WHOLE_RUN} onSelect={() => onSelect(WHOLE_RUN)}>
          <Route aria-hidden className="text-faint size-4 shrink-0" />
          <span className="truncate font-medium">{t('whole')}</span>
          <Duration ms={execution.durationMs} className="text-faint ml-auto shrink-0 text-xs" />
        </TimelineRow>
        <Entries entries={tree} depth={0} execution={execution} nodes={nodes} selected={selected} onSelect={onSelect} />
      </div>
      {execution.steps.length === 0 ? (
        <p className="border-line text-muted border-t px-3 py-3 text-xs">
          {live ? t('noSteps') : t('noStepsRecorded')}
        </p>
      ) : null}
    </nav>
  );
}

interface EntriesProps extends Omit<StepTimelineProps, 'live'> {
  entries: readonly Entry[];
  depth: number;
}

function Entries({ entries, depth, ...rest }: EntriesProps) {
  return (
    <ul>
      {entries.map((entry) => (
        <EntryRows
          key={entry.step ? stepId(entry.step) : `loop-${entry.nodeId}`}
          entry={entry}
          depth={depth}
          {...rest}
        />
      ))}
    </ul>
  );
}

/** A step; a loop's items open below it. */
function EntryRows({ entry, depth, ...rest }: Omit<EntriesProps, 'entries'> & { entry: Entry }) {
  const t = useTranslations('execution');
  const [open, setOpen] = useState(false);
  const { execution, nodes, selected, onSelect } = rest;
  const { step, items } = entry;
  const id = step ? stepId(step) : null;
  const name = nodes.names.get(entry.nodeId);
  return (
    <li>
      {step ? (
        <TimelineRow selected={selected === id} depth={depth} onSelect={() => id !== null && onSelect(id)}>
          <StepLine execution={execution} step={step} name={name} />
        </TimelineRow>
      ) : null}
      {items && items.length > 0 ? (
        <>
          <TimelineRow selected={false} depth={depth + 1} expanded={open} onSelect={() => setOpen(!open)}>
            <ChevronRight
              aria-hidden
              className={cn('text-faint size-3.5 shrink-0 transition-transform', open && 'rotate-90')}
            />
            <span className="text-muted truncate text-xs">
              {step ? null : `${name ?? t('loop')} · `}
              {t('itemCount', countItems(items))}
            </span>
          </TimelineRow>
          {open ? (
            <LoopItems executionId={execution.id} loop={step} items={items} depth={depth + 1}>
              {(entries, inner) => <Entries entries={entries} depth={inner} {...rest} />}
            </LoopItems>
          ) : null}
        </>
      ) : null}
    </li>
  );
}

function StepLine({ execution, step, name }: { execution: Execution; step: Step; name: string | undefined }) {
  const t = useTranslations('execution');
  const bar = timelineBar(execution, step);
  const notes = [
    ...(step.attempt > 1 ? [t('attempt', { attempt: step.attempt })] : []),
    ...(step.handled ? [t('handled')] : []),
    ...(step.edited ? [t('edited')] : []),
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
