'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Badge, Duration, JsonView } from '#components/ui/index.ts';
import { cn } from '#components/ui/cn.ts';
import type { LogLine, Step } from '#lib/contracts/execution.ts';
import { useNamedPortLabel } from '../session/use-port-label.ts';

/** One step: what it got, what it gave, why it failed, what it logged. */
export function StepDetails({ step }: { step: Step }) {
  const t = useTranslations('editor.try');
  const said = useSaid();
  const port = useNamedPortLabel(step.nodeId, step.port ?? 'out');
  return (
    <div className="@container flex flex-col gap-4">
      <div className="text-muted flex flex-wrap items-center gap-2 text-xs">
        <code className="text-ink font-mono text-sm font-medium">{step.key}</code>
        <Badge>{step.type}</Badge>
        <Duration ms={step.durationMs} />
        {port === null ? null : <span>{t('leftBy', { port })}</span>}
        {step.attempt > 1 ? <span>{t('attempt', { attempt: step.attempt })}</span> : null}
      </div>
      {step.error ? (
        <p className="rounded-control bg-error-subtle text-error p-2.5 text-sm break-words">
          {said(step.error).message}
          {step.error.path ? <code className="mt-1 block font-mono text-xs">{step.error.path}</code> : null}
        </p>
      ) : null}
      {step.status === 'skipped' ? (
        <p className="text-muted text-sm">{t(step.reason === 'disabled' ? 'skippedDisabled' : 'skippedNotReached')}</p>
      ) : (
        <div className="grid grid-cols-1 gap-4 @lg:grid-cols-2">
          <Part title={t('output')}>
            <JsonView value={step.output} />
          </Part>
          <Part title={t('input')}>
            <JsonView value={step.input} />
          </Part>
        </div>
      )}
      {step.logs.length > 0 ? (
        <Part title={t('logs')}>
          <Logs lines={step.logs} />
        </Part>
      ) : null}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h4 className="text-muted mb-1 text-xs font-medium">{title}</h4>
      {children}
    </div>
  );
}

function Logs({ lines }: { lines: readonly LogLine[] }) {
  const format = useFormatter();
  return (
    <ul className="rounded-control border-line bg-subtle max-h-60 overflow-y-auto border p-2 font-mono text-xs leading-5">
      {lines.map((line, index) => (
        <li key={index} className="flex gap-2">
          <time className="text-faint shrink-0" dateTime={line.at}>
            {format.dateTime(new Date(line.at), { timeStyle: 'medium' })}
          </time>
          <span
            className={cn(
              'break-all whitespace-pre-wrap',
              line.level === 'error' && 'text-error',
              line.level === 'warn' && 'text-warning',
            )}
          >
            {line.message}
          </span>
        </li>
      ))}
    </ul>
  );
}
