'use client';
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CirclePause,
  CircleX,
  Clock,
  LoaderCircle,
  SkipForward,
  Zap,
  type LucideIcon,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ExecutionStatus, StepStatus } from '#lib/contracts/execution.ts';
import { Badge, cn, type Tone } from '../ui/index.ts';

type Status = ExecutionStatus | StepStatus;

/** Each state has a colour and a shape of its own, so that neither has to be told apart alone. */
const looks: Readonly<Record<Status, { tone: Tone; icon: LucideIcon; ink: string }>> = {
  queued: { tone: 'neutral', icon: CircleDashed, ink: 'text-faint' },
  running: { tone: 'running', icon: LoaderCircle, ink: 'text-running' },
  waiting: { tone: 'warning', icon: CirclePause, ink: 'text-warning' },
  success: { tone: 'success', icon: CircleCheck, ink: 'text-success' },
  error: { tone: 'error', icon: CircleX, ink: 'text-error' },
  canceled: { tone: 'neutral', icon: Ban, ink: 'text-faint' },
  timeout: { tone: 'error', icon: Clock, ink: 'text-error' },
  crashed: { tone: 'error', icon: Zap, ink: 'text-error' },
  skipped: { tone: 'neutral', icon: SkipForward, ink: 'text-faint' },
  unknown: { tone: 'warning', icon: CircleHelp, ink: 'text-warning' },
};

export function StatusBadge({ status }: { status: Status }) {
  const t = useTranslations('executionStatus');
  const { tone, icon: Icon } = looks[status];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className={cn(status === 'running' && 'animate-spin')} />
      {t(status)}
    </Badge>
  );
}

/** The shape alone, with its name for screen readers and on hover. */
export function StatusIcon({ status, className }: { status: Status; className?: string }) {
  const t = useTranslations('executionStatus');
  const { icon: Icon, ink } = looks[status];
  return (
    <Icon
      role="img"
      aria-label={t(status)}
      className={cn('size-4 shrink-0', ink, status === 'running' && 'animate-spin', className)}
    />
  );
}
