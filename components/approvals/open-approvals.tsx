'use client';
import { useTranslations } from 'next-intl';
import { useOpenApprovalCount } from './use-approvals.ts';

const most = 50;

/** The number beside the inbox in the navigation; nothing when nothing waits. */
export function OpenApprovals() {
  const t = useTranslations('approvals');
  const count = useOpenApprovalCount();
  if (count === 0) return null;
  return (
    <span
      aria-label={t('waiting', { count })}
      className="bg-accent text-accent-fg ml-auto inline-flex h-5 min-w-5 items-center justify-center rounded-full px-1.5 text-xs tabular-nums"
    >
      {count >= most ? `${most}+` : count}
    </span>
  );
}
