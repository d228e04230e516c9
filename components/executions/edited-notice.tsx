'use client';
import { PencilLine } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { Step } from '#lib/contracts/execution.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { ExactTime } from '../ui/index.ts';

/** The input of this step was written by a person, in a retry of another run. */
export function EditedNotice({ edited: { executionId, by, at } }: { edited: NonNullable<Step['edited']> }) {
  const t = useTranslations('execution');
  const { workspace } = useWorkspaceView();
  return (
    <p className="text-muted mx-4 mt-1 flex items-start gap-1.5 text-sm">
      <PencilLine aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      <span className="min-w-0">
        {t.rich('inputEdited', {
          name: by.name ?? t('formerMember'),
          time: () => <ExactTime value={at} />,
          link: (words) => (
            <Link
              href={`${pathOf(workspace.slug, 'executions')}/${executionId}`}
              className="text-accent-text rounded-sm font-medium hover:underline"
            >
              {words}
            </Link>
          ),
        })}
      </span>
    </p>
  );
}
