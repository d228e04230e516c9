import { say } from '#lib/shared/say.ts';
import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/client.ts';
import { findServer, moveDeployment, pointServer } from '#lib/db/deployments.ts';
import { findVersionDefinition } from '#lib/db/version-definitions.ts';
import { lockWorkflow } from '#lib/db/workflows.ts';
import { requireRoomForServer } from '#lib/services/quotas/require-room.ts';
import { readDefinition } from '#lib/services/workflows/present-workflow.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { announceServer } from './announce-server.ts';
import { getDeployment, requireDeployment } from './get-deployment.ts';
import { publishDeployment } from './publish-deployment.ts';
import { publishTriggers } from './publish-triggers.ts';

/**
 * Puts a stopped deployment live again: it was checked when it was deployed, and a version never changes.
 *
 * @throws {AppError} `not_found`; `conflict` unless it is stopped, nothing else is live and its addresses are free; `quota_exceeded`.
 */
export async function startDeployment(
  deps: Pick<WorkflowDeps, 'db' | 'config' | 'bus' | 'clock' | 'logger'>,
  principal: Principal,
  { id }: { id: string },
): Promise<Deployment> {
  requirePermission(principal, 'deployment:manage');
  const { workspaceId } = principal;
  const { workflowId, versionId } = await requireDeployment(deps, principal, id);
  const version = await findVersionDefinition(deps.db.pool, { workspaceId, versionId });
  if (!version) throw notFound('deployment');
  const key = { workspaceId, workflowId };
  const generation = await deps.db.transaction(async (tx) => {
    await requireStartable(tx, key, id);
    await requireRoomForServer(tx, deps.config.quotas, key);
    await writeAudit(tx, principal, {
      action: 'deployment.started',
      targetType: 'workflow',
      targetId: workflowId,
      data: { deploymentId: id },
    });
    const live = { ...key, deploymentId: id, redeployed: false };
    await publishTriggers(tx, deps.clock, live, readDefinition(version.definition));
    return pointServer(tx, key, id, 'superseded');
  });
  await announceServer(deps, { ...key, generation });
  const deployment = await getDeployment(deps, principal, { id });
  await publishDeployment(deps, workspaceId, deployment);
  return deployment;
}

async function requireStartable(
  tx: Tx,
  { workspaceId, workflowId }: { workspaceId: string; workflowId: string },
  id: string,
): Promise<void> {
  if (!(await lockWorkflow(tx, { workspaceId, id: workflowId }))) throw notFound('deployment');
  const server = await findServer(tx, { workspaceId, workflowId });
  if (server?.activeDeploymentId != null) throw new AppError('conflict', say('deployment_other_live'));
  if (!(await moveDeployment(tx, { workspaceId, id }, ['stopped'], 'active'))) {
    throw new AppError('conflict', say('deployment_not_stopped'));
  }
}
