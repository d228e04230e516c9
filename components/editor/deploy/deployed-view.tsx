'use client';
import { ConnectPanel } from '#components/servers/connect-panel.tsx';
import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { useSession } from '../session/editor-context.tsx';

/** The live server's address, a key that can call it and nothing else, and the ready snippets. */
export function DeployedView({ deployment }: { deployment: Deployment }) {
  const { workflow } = useSession();
  return <ConnectPanel createKeyNow server={{ workflowId: workflow.id, name: workflow.slug, url: deployment.url }} />;
}
