'use client';
import { CornerLeftUp, CornerRightDown } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { StepError } from '#lib/contracts/execution.ts';
import { isId } from '#lib/shared/ids.ts';
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

/** To the run that a step called and that failed: its error names it. */
export function ChildRunLink({ details }: { details: StepError['details'] }) {
  const t = useTranslations('execution');
  const { workspace } = useWorkspaceView();
  const id = details?.executionId;
  if (typeof id !== 'string' || !isId(id)) return null;
  return (
    <Link href={`${pathOf(workspace.slug, 'executions')}/${id}`} className={`${linkStyles} mt-2 text-sm`}>
      <CornerRightDown aria-hidden className="size-3.5" />
      {t('calledRun')}
    </Link>
  );
}
