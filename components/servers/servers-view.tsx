'use client';
import { Server } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useProblemText } from '../i18n/use-problem-text.ts';
import { pathOf } from '../layout/navigation.ts';
import { PageHeader } from '../layout/page-header.tsx';
import { QueryError } from '../layout/query-error.tsx';
import { useWorkspaceView } from '../layout/workspace-context.tsx';
import { Button, ConfirmDialog, EmptyState, Skeleton, toast } from '../ui/index.ts';
import { ConnectDialog } from './connect-dialog.tsx';
import type { ConnectedServer } from './connect-panel.tsx';
import { ServerCard } from './server-card.tsx';
import type { ServerRow } from './servers-of.ts';
import { useServers, useServerSwitch } from './use-servers.ts';

/** The servers of the workspace: live ones and stopped ones. */
export function ServersView() {
  const t = useTranslations('servers');
  const problemText = useProblemText();
  const servers = useServers();
  const power = useServerSwitch();
  const [connecting, setConnecting] = useState<ConnectedServer | null>(null);
  const [stopping, setStopping] = useState<ServerRow | null>(null);
  const nameOf = (row: ServerRow) => row.name ?? t('unnamed');
  const turn = (row: ServerRow, to: 'active' | 'stopped') =>
    power.mutate(
      { id: row.deployment.id, to },
      {
        onSuccess: () => toast.success(t(to === 'active' ? 'startedToast' : 'stoppedToast', { name: nameOf(row) })),
        onError: (error) => toast.error(problemText(error).text),
        onSettled: () => setStopping(null),
      },
    );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {servers.isError ? <QueryError error={servers.error} onRetry={() => void servers.refetch()} /> : null}
      {servers.isPending ? <ServersSkeleton /> : null}
      {servers.data?.length === 0 ? <ServersEmpty /> : null}
      <ul className="flex flex-col gap-3">
        {servers.data?.map((row) => (
          <ServerCard
            key={row.deployment.id}
            row={row}
            busy={power.isPending && power.variables.id === row.deployment.id}
            onConnect={() =>
              setConnecting({ workflowId: row.deployment.workflowId, name: nameOf(row), url: row.deployment.url })
            }
            onSwitch={(to) => (to === 'stopped' ? setStopping(row) : turn(row, to))}
          />
        ))}
      </ul>
      <ConnectDialog server={connecting} onClose={() => setConnecting(null)} />
      <ConfirmDialog
        open={stopping !== null}
        onOpenChange={(open) => (open ? undefined : setStopping(null))}
        title={t('confirmStopTitle', { name: stopping ? nameOf(stopping) : '' })}
        description={t('confirmStopText')}
        confirmLabel={t('stop')}
        busy={power.isPending}
        onConfirm={() => stopping && turn(stopping, 'stopped')}
      />
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
