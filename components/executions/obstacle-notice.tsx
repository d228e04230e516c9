'use client';
import { Hourglass } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Execution } from '#lib/contracts/execution.ts';
import { NoticeLine } from './notice-line.tsx';

/** Why a queued run does not begin yet. */
export function ObstacleNotice({ execution: { status, obstacle } }: { execution: Execution }) {
  const t = useTranslations('execution');
  if (status !== 'queued' || !obstacle) return null;
  const { reason, limit } = obstacle;
  return (
    <NoticeLine icon={<Hourglass aria-hidden className="text-muted mt-0.5 size-4 shrink-0" />}>
      {reason === 'workflow' ? t('waitsForWorkflow', { limit }) : t('waitsForWorkspace', { limit })}
    </NoticeLine>
  );
}
