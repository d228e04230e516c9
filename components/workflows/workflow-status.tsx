'use client';
import { CircleCheck, CircleDashed, CircleStop } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { WorkflowSummary } from '#lib/contracts/api/workflows.ts';
import { Badge, type Tone } from '../ui/index.ts';

const looks = {
  draft: { tone: 'neutral', icon: CircleDashed },
  live: { tone: 'success', icon: CircleCheck },
  stopped: { tone: 'warning', icon: CircleStop },
} as const satisfies Record<WorkflowSummary['status'], { tone: Tone; icon: typeof CircleCheck }>;

export function WorkflowStatus({ status }: { status: WorkflowSummary['status'] }) {
  const t = useTranslations('workflows');
  const { tone, icon: Icon } = looks[status];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {t(status)}
    </Badge>
  );
}
