'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { Ban, Check, CircleDashed, CircleX, Clock, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';
import { Duration } from '#components/ui/index.ts';
import type { Step } from '#lib/contracts/execution.ts';
import type { Problem } from '#lib/contracts/problem.ts';

export type CardLook = 'idle' | 'running' | 'done' | 'error' | 'handled' | 'skipped' | 'problem' | 'warning';

/** How a card looks: what it does now, then how it ended, then what is wrong with it. */
export function lookOf(step: Step | undefined, problems: readonly Problem[] | undefined): CardLook {
  switch (step?.status) {
    case 'running':
    case 'waiting':
      return 'running';
    case 'success':
      return 'done';
    case 'error':
      return step.handled ? 'handled' : 'error';
    case 'skipped':
    case 'canceled':
      return 'skipped';
    case 'unknown':
      return 'error';
    case undefined:
      if (!problems || problems.length === 0) return 'idle';
      return problems.some((problem) => problem.severity === 'error') ? 'problem' : 'warning';
  }
}

interface NodeStateProps {
  step: Step | undefined;
  problems: readonly Problem[] | undefined;
  disabled: boolean;
}

/** The card's bottom row: a problem while drawing, the state and time of the last try, nothing when all is quiet. */
export function NodeState(props: NodeStateProps) {
  // Most of a thousand cards say nothing: they must not pay for texts.
  const isQuiet = !props.disabled && !props.step && !props.problems?.length;
  return isQuiet ? null : <StateRow {...props} />;
}

function StateRow({ step, problems, disabled }: NodeStateProps) {
  const t = useTranslations('editor.card');
  const said = useSaid();
  const worst = problems?.find((problem) => problem.severity === 'error') ?? problems?.[0];
  if (disabled) {
    return <Row tone="text-muted" icon={<Ban />} text={t('disabled')} />;
  }
  if (step?.status === 'running' || step?.status === 'waiting') {
    return <Row tone="text-running" icon={<LoaderCircle className="animate-spin" />} text={t(step.status)} />;
  }
  if (step?.error && step.status === 'error') {
    return (
      <Row tone={step.handled ? 'text-warning' : 'text-error'} icon={<CircleX />} text={said(step.error).message} />
    );
  }
  if (worst) {
    const tone = worst.severity === 'error' ? 'text-error' : 'text-warning';
    return <Row tone={tone} icon={<TriangleAlert />} text={said(worst).message} />;
  }
  if (step?.status === 'success') {
    return (
      <Row tone="text-success" icon={<Check />} text={t('done')}>
        <span className="text-muted ml-auto flex items-center gap-1">
          <Clock aria-hidden className="size-3" />
          <Duration ms={step.durationMs} />
        </span>
      </Row>
    );
  }
  if (step) return <Row tone="text-muted" icon={<CircleDashed />} text={t(step.status)} />;
  return null;
}

function Row({ tone, icon, text, children }: { tone: string; icon: ReactNode; text: string; children?: ReactNode }) {
  return (
    <div
      className={cn(
        'border-line flex items-center gap-1.5 border-t px-3 py-1.5 text-xs [&_svg]:size-3.5 [&_svg]:shrink-0',
        tone,
      )}
      title={text}
    >
      {icon}
      <span className="truncate">{text}</span>
      {children}
    </div>
  );
}
