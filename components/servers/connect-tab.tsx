'use client';
import { useTranslations } from 'next-intl';
import { offersAnything } from '#lib/client/server-offer.ts';
import { ConnectPanel } from './connect-panel.tsx';
import { ReachCheck } from './reach-check.tsx';
import { RegistryEntry } from './registry-entry.tsx';
import type { ServerTabProps } from './server-view.tsx';
import { TriggerList } from './trigger-list.tsx';

/** All that it takes to use a server from somewhere else. */
export function ConnectTab({ workflow, deployment }: ServerTabProps) {
  const t = useTranslations('connect');
  const { workflowId, url, version } = deployment;
  const triggers = (
    <TriggerList workflowId={workflowId} version={version} url={url} active={deployment.status === 'active'} />
  );
  if (!offersAnything(deployment)) {
    return (
      <div className="flex flex-col gap-4">
        <p className="text-muted text-sm">{t('offersNothing')}</p>
        {triggers}
      </div>
    );
  }
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <ConnectPanel server={{ workflowId, name: workflow.name, url }} />
      <aside className="flex min-w-0 flex-col gap-4">
        <ReachCheck workflowId={workflowId} />
        <RegistryEntry workflow={workflow} deployment={deployment} />
        {triggers}
      </aside>
    </div>
  );
}
