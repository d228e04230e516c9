'use client';
import { Ban, CircleCheck, CircleX, Clock, Hourglass, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { Approval } from '#lib/contracts/api/approvals.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Badge, JsonView, RelativeTime, type Tone } from '../ui/index.ts';
import { ApprovalForm } from './approval-form.tsx';

const looks: Readonly<Record<Approval['status'], { tone: Tone; icon: LucideIcon }>> = {
  pending: { tone: 'warning', icon: Hourglass },
  approved: { tone: 'success', icon: CircleCheck },
  rejected: { tone: 'error', icon: CircleX },
  expired: { tone: 'neutral', icon: Clock },
  closed: { tone: 'neutral', icon: Ban },
};

/** One question: who asks, what, until when; the form for the answer, or the answer. */
export function ApprovalCard({ approval }: { approval: Approval }) {
  const t = useTranslations('approvals');
  const { workspace } = useWorkspaceView();
  const { tone, icon: Icon } = looks[approval.status];
  return (
    <article className="rounded-card border-line bg-surface border p-4" data-approval={approval.status}>
      <header className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <h2 className="min-w-0 truncate text-sm font-medium">
          <Link
            href={`${pathOf(workspace.slug, 'executions')}/${approval.executionId}`}
            className="rounded-sm hover:underline"
            title={t('openRun')}
          >
            {approval.workflowName}
          </Link>
        </h2>
        <span className="text-faint truncate font-mono text-xs">{approval.key}</span>
        <Badge tone={tone}>
          <Icon aria-hidden />
          {t(`${approval.kind === 'input' ? 'inputStatus' : 'status'}.${approval.status}`)}
        </Badge>
        <span className="text-faint text-xs sm:ml-auto">
          {t('asked')} <RelativeTime value={approval.createdAt} />
        </span>
      </header>
      <p className="text-ink mt-3 text-base break-words whitespace-pre-wrap">{approval.message}</p>
      {approval.status === 'pending' ? <Open approval={approval} /> : <Answered approval={approval} />}
    </article>
  );
}

function Open({ approval }: { approval: Approval }) {
  const t = useTranslations('approvals');
  const { approvers } = approval;
  return (
    <>
      <p className="text-muted mt-2 text-xs">
        {t(`until.${approval.onTimeout}`)} <RelativeTime value={approval.expiresAt} className="text-ink" />
        {approvers && approvers.length > 0 ? ` · ${t('askedOf', { people: approvers.join(', ') })}` : null}
      </p>
      {approval.mayAnswer ? (
        <ApprovalForm approval={approval} />
      ) : (
        <p className="text-muted mt-3 text-sm">{t('notYours')}</p>
      )}
    </>
  );
}

function Answered({ approval }: { approval: Approval }) {
  const t = useTranslations('approvals');
  const { status, answeredAt, answeredBy, data } = approval;
  if (status === 'closed') return <p className="text-muted mt-2 text-xs">{t('closedText')}</p>;
  return (
    <div className="mt-2">
      <p className="text-muted text-xs">
        {status === 'expired' ? (
          t(`expired.${approval.onTimeout}`)
        ) : (
          <>
            <span title={answeredBy?.email}>{t('by', { name: answeredBy?.name ?? t('somebody') })}</span>{' '}
            {answeredAt ? <RelativeTime value={answeredAt} /> : null}
          </>
        )}
      </p>
      {data === null || data === undefined ? null : <JsonView value={data} className="mt-2" />}
    </div>
  );
}
