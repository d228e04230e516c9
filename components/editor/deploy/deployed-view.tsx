'use client';
import { ArrowUpRight } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { pathOf } from '#components/layout/navigation.ts';
import { useWorkspaceView } from '#components/layout/workspace-context.tsx';
import { ConnectPanel } from '#components/servers/connect-panel.tsx';
import { TriggerList } from '#components/servers/trigger-list.tsx';
import { offersAnything } from '#lib/client/server-offer.ts';
import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { useSession } from '../session/editor-context.tsx';

interface DeployedViewProps {
  deployment: Deployment;
  /** After the first deploy; later ones offer a key and make none unasked. */
  createKeyNow: boolean;
}

/**
 * The live server's address, a key that can call it and nothing else, and the ready snippets; where there is no tool,
 * only what starts the workflow otherwise.
 */
export function DeployedView({ deployment, createKeyNow }: DeployedViewProps) {
  const t = useTranslations('editor.deploy');
  const { workflow } = useSession();
  const { workspace } = useWorkspaceView();
  const server = { workflowId: workflow.id, name: workflow.slug, url: deployment.url };
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {offersAnything(deployment) ? <ConnectPanel createKeyNow={createKeyNow} server={server} /> : null}
      <TriggerList workflowId={workflow.id} version={deployment.version} url={deployment.url} active />
      <Link
        href={`${pathOf(workspace.slug, 'servers')}/${workflow.id}`}
        className="text-accent-text inline-flex items-center gap-1 self-start rounded-sm text-sm font-medium hover:underline"
      >
        {t('openServer')}
        <ArrowUpRight aria-hidden className="size-3.5" />
      </Link>
    </div>
  );
}
