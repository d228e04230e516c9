'use client';
import { CornerLeftUp, CornerRightDown } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { StepError } from '#lib/contracts/execution.ts';
import { isId } from '#lib/shared/ids.ts';
import { cn } from '../ui/index.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';

const linkStyles = 'text-accent-text inline-flex items-center gap-1 rounded-sm font-medium hover:underline';

/** To the run that called this one. */
export function ParentRunLink({ id }: { id: string }) {
  const t = useTranslations('execution');
  const { workspace } = useWorkspaceView();
  return (
    <Link href={`${pathOf(workspace.slug, 'executions')}/${id}`} className={linkStyles}>
      <CornerLeftUp aria-hidden className="size-3.5" />
      {t('parentRun')}
    </Link>
  );
}

/** To the run that a step called. */
export function CalledRunLink({ id, className }: { id: string; className?: string }) {
  const t = useTranslations('execution');
  const { workspace } = useWorkspaceView();
  return (
    <Link href={`${pathOf(workspace.slug, 'executions')}/${id}`} className={cn(linkStyles, 'text-sm', className)}>
      <CornerRightDown aria-hidden className="size-3.5" />
      {t('calledRun')}
    </Link>
  );
}

/** The same where an error names the run that failed. */
export function FailedCallLink({ details }: { details: StepError['details'] }) {
  const id = details?.executionId;
  return typeof id === 'string' && isId(id) ? <CalledRunLink id={id} className="mt-2" /> : null;
}
