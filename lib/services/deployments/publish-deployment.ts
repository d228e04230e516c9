import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { publishEvent } from '#lib/services/events/publish-event.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

/** Tells the workspace's streams how a deployment stands. */
export async function publishDeployment(
  deps: Pick<WorkflowDeps, 'db' | 'bus' | 'logger'>,
  workspaceId: string,
  deployment: Deployment,
): Promise<void> {
  await publishEvent(deps, { workspaceId, type: 'deployment.changed', data: { ...deployment } });
}
