'use client';
import { Siren, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Execution } from '#lib/contracts/execution.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { NoticeLine } from './notice-line.tsx';

/** From a failed run to the run of its error workflow, and back. */
export function ErrorLinks({ execution }: { execution: Execution }) {
  const t = useTranslations('execution');
  const { errorRun, failedExecutionId } = execution;
  if (failedExecutionId !== undefined) {
    return (
      <NoticeLine icon={<TriangleAlert aria-hidden className="text-warning mt-0.5 size-4 shrink-0" />}>
        {t.rich('failedExecution', { link: (text) => <RunLink id={failedExecutionId}>{text}</RunLink> })}
      </NoticeLine>
    );
  }
  if (!errorRun) return null;
  const { executionId, refused } = errorRun;
  const name = errorRun.workflowName ?? t('errorRunDeleted');
  const text = executionId
    ? t.rich('errorRunStarted', { name, link: (link) => <RunLink id={executionId}>{link}</RunLink> })
    : refused
      ? t(`errorRunRefused.${refused}`, { name })
      : t('errorRunPending', { name });
  return <NoticeLine icon={<Siren aria-hidden className="text-muted mt-0.5 size-4 shrink-0" />}>{text}</NoticeLine>;
}

function RunLink({ id, children }: { id: string; children: ReactNode }) {
  const { workspace } = useWorkspaceView();
  return (
    <Link
      href={`${pathOf(workspace.slug, 'executions')}/${id}`}
      className="text-accent-text rounded-sm font-medium hover:underline"
    >
      {children}
    </Link>
  );
}
