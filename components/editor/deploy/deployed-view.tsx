'use client';
import { ConnectPanel } from '#components/servers/connect-panel.tsx';
import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { useSession } from '../session/editor-context.tsx';

interface DeployedViewProps {
  deployment: Deployment;
  /** After the first deploy; later ones offer a key and make none unasked. */
  createKeyNow: boolean;
}

/** The live server's address, a key that can call it and nothing else, and the ready snippets. */
export function DeployedView({ deployment, createKeyNow }: DeployedViewProps) {
  const { workflow } = useSession();
  const server = { workflowId: workflow.id, name: workflow.slug, url: deployment.url };
  return <ConnectPanel createKeyNow={createKeyNow} server={server} />;
}
