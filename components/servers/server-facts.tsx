'use client';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { pathOf } from '../layout/navigation.ts';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Duration, RelativeTime, Skeleton } from '../ui/index.ts';
import { useServerActivity } from './use-server.ts';
import { useServerHealth } from './use-servers.ts';

/** How a server is doing, in a row of figures. */
export function ServerFacts({ deployment }: { deployment: Deployment }) {
  const t = useTranslations('server.facts');
  const { workspace } = useWorkspaceView();
  const active = deployment.status === 'active';
  const activity = useServerActivity(deployment.workflowId, active);
  const health = useServerHealth(deployment.id, active);
  const runs = `${pathOf(workspace.slug, 'executions')}?workflow=${deployment.workflowId}`;
  const last = activity.data?.lastRunAt ?? null;
  return (
    <dl className="rounded-card border-line bg-surface divide-line mb-5 grid grid-cols-2 gap-y-3 border px-1 py-3 sm:grid-cols-4 sm:divide-x">
      <Fact name={t('lastCall')} ready={activity.isSuccess}>
        {last === null ? <span className="text-faint">{t('never')}</span> : <RelativeTime value={last} />}
      </Fact>
      <Fact name={t('calls')} ready={activity.isSuccess}>
        <Link href={runs} className="rounded-sm tabular-nums hover:underline">
          {t('count', { count: activity.data?.runs ?? 0 })}
        </Link>
        {activity.data && activity.data.errors > 0 ? (
          <span className="text-error ml-2 text-xs">{t('failed', { count: activity.data.errors })}</span>
        ) : null}
      </Fact>
      <Fact name={t('p95')} ready={health.isSuccess}>
        {health.data?.p95Ms === null ? (
          <span className="text-faint">–</span>
        ) : (
          <Duration ms={health.data?.p95Ms ?? null} />
        )}
      </Fact>
      <Fact name={t('deployed')} ready>
        {deployment.deployedAt ? <RelativeTime value={deployment.deployedAt} /> : <span className="text-faint">–</span>}
      </Fact>
    </dl>
  );
}

function Fact({ name, ready, children }: { name: string; ready: boolean; children: ReactNode }) {
  return (
    <div className="min-w-0 px-3">
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="mt-0.5 text-sm font-medium">{ready ? children : <Skeleton className="mt-1 h-4 w-20" />}</dd>
    </div>
  );
}
