'use client';
import { Inbox } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { PageHeader } from '../layout/page-header.tsx';
import { QueryError } from '../layout/query-error.tsx';
import { Button, EmptyState, SegmentedControl, Skeleton } from '../ui/index.ts';
import { ApprovalCard } from './approval-card.tsx';
import { useApprovals } from './use-approvals.ts';

type Show = 'open' | 'answered';

/** The inbox: questions of runs to people. */
export function ApprovalsView() {
  const t = useTranslations('approvals');
  const [show, setShow] = useState<Show>('open');
  const list = useApprovals(show === 'open' ? { status: 'pending' } : {});
  const all = list.data?.pages.flatMap((page) => page.items) ?? [];
  const rows = show === 'open' ? all : all.filter((approval) => approval.status !== 'pending');
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <div className="mb-4">
        <SegmentedControl<Show>
          label={t('show')}
          value={show}
          onValueChange={setShow}
          options={[
            { value: 'open', label: t('open') },
            { value: 'answered', label: t('answered') },
          ]}
        />
      </div>
      {list.isError ? <QueryError error={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <ListSkeleton /> : null}
      {list.isSuccess && rows.length === 0 ? (
        <EmptyState
          icon={<Inbox />}
          title={t(show === 'open' ? 'emptyTitle' : 'noneAnsweredTitle')}
          description={t('emptyText')}
        />
      ) : null}
      <ul className="flex max-w-3xl flex-col gap-3">
        {rows.map((approval) => (
          <li key={approval.id}>
            <ApprovalCard approval={approval} />
          </li>
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button className="mt-4" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  );
}

function ListSkeleton() {
  return (
    <div aria-busy className="flex max-w-3xl flex-col gap-3">
      {[0, 1].map((index) => (
        <Skeleton key={index} className="rounded-card h-44" />
      ))}
    </div>
  );
}
