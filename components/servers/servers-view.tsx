'use client';
import { Server } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { pathOf } from '../layout/navigation.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { QueryError } from '../layout/query-error.tsx';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, EmptyState, Skeleton } from '../ui/index.ts';
import { CollectionsSection } from './collections/collections-section.tsx';
import { ServerCard } from './server-card.tsx';
import { useServers } from './use-servers.ts';

/** The servers of the workspace: live ones and stopped ones. */
export function ServersView() {
  const t = useTranslations('servers');
  const servers = useServers();
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {servers.isError ? <QueryError error={servers.error} onRetry={() => void servers.refetch()} /> : null}
      {servers.isPending ? <ServersSkeleton /> : null}
      {servers.data?.length === 0 ? <ServersEmpty /> : null}
      <ul className="flex flex-col gap-3">
        {servers.data?.map((row) => (
          <ServerCard key={row.deployment.id} row={row} />
        ))}
      </ul>
      <CollectionsSection />
    </>
  );
}

function ServersEmpty() {
  const t = useTranslations('servers');
  const { workspace } = useWorkspaceView();
  return (
    <EmptyState
      icon={<Server />}
      title={t('emptyTitle')}
      description={t('emptyText')}
      action={
        <Button asChild variant="primary">
          <Link href={pathOf(workspace.slug, 'workflows')}>{t('toWorkflows')}</Link>
        </Button>
      }
    />
  );
}

function ServersSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-3">
      {[0, 1, 2].map((index) => (
        <Skeleton key={index} className="rounded-card h-36" />
      ))}
    </div>
  );
}
