'use client';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Execution } from '#lib/contracts/execution.ts';
import { CalledBy } from './called-by.tsx';
import { ParentRunLink } from './run-link.tsx';
import { CopyButton, Duration, ExactTime } from '../ui/index.ts';

/** The facts of a run, as a strip of pairs. */
export function ExecutionFacts({ execution }: { execution: Execution }) {
  const t = useTranslations('execution');
  const tList = useTranslations('executions');
  const tTrigger = useTranslations('triggerKind');
  return (
    <dl
      aria-label={t('summary')}
      className="rounded-card border-line bg-surface mb-4 grid grid-cols-2 gap-x-6 gap-y-3 border p-4 sm:grid-cols-3 lg:grid-cols-6"
    >
      <Fact label={t('duration')}>
        <Duration ms={execution.durationMs} />
      </Fact>
      <Fact label={tList('trigger')}>
        {tTrigger(execution.trigger)} <span className="text-faint font-mono text-xs">{execution.triggerKey}</span>
        {execution.parentExecutionId ? (
          <span className="block">
            <ParentRunLink id={execution.parentExecutionId} />
          </span>
        ) : null}
      </Fact>
      {execution.caller ? (
        <Fact label={t('calledBy')}>
          <CalledBy caller={execution.caller} />
        </Fact>
      ) : null}
      <Fact label={t('version')}>
        {execution.version === null ? tList('draftRun') : tList('versionNumber', { version: execution.version })}
      </Fact>
      <Fact label={t('started')}>
        <ExactTime value={execution.startedAt ?? execution.createdAt} />
      </Fact>
      <Fact label={t('id')}>
        <Id value={execution.id} copyLabel={t('copyId')} />
      </Fact>
      <Fact label={t('traceId')}>
        <Id value={execution.traceId} copyLabel={t('copyTraceId')} />
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-faint text-xs">{label}</dt>
      <dd className="mt-0.5 min-h-5 truncate text-sm">{children}</dd>
    </div>
  );
}

function Id({ value, copyLabel }: { value: string; copyLabel: string }) {
  return (
    <span className="flex items-center gap-0.5">
      <code className="truncate font-mono text-xs" title={value}>
        {value}
      </code>
      <CopyButton text={value} label={copyLabel} className="-my-1.5" />
    </span>
  );
}
