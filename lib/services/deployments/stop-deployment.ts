import { say } from '#lib/shared/say.ts';
import type { Deployment } from '#lib/contracts/api/deployments.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { findServer, pointServer } from '#lib/db/deployments.ts';
import { lockWorkflow } from '#lib/db/workflows.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { announceServer } from './announce-server.ts';
import { getDeployment, requireDeployment } from './get-deployment.ts';
import { publishDeployment } from './publish-deployment.ts';

/** Takes the server down; calls in flight finish. @throws {AppError} `not_found`; `conflict` unless it is live. */
export async function stopDeployment(
  deps: Pick<WorkflowDeps, 'db' | 'config' | 'bus' | 'logger'>,
  principal: Principal,
  { id }: { id: string },
): Promise<Deployment> {
  requirePermission(principal, 'deployment:manage');
  const { workspaceId } = principal;
  const { workflowId } = await requireDeployment(deps, principal, id);
  const generation = await deps.db.transaction(async (tx) => {
    if (!(await lockWorkflow(tx, { workspaceId, id: workflowId }))) throw notFound('deployment');
    const server = await findServer(tx, { workspaceId, workflowId });
    if (server?.activeDeploymentId !== id) throw new AppError('conflict', say('deployment_not_live'));
    await writeAudit(tx, principal, {
      action: 'deployment.stopped',
      targetType: 'workflow',
      targetId: workflowId,
      data: { deploymentId: id },
    });
    return pointServer(tx, { workspaceId, workflowId }, null, 'stopped');
  });
  await announceServer(deps, { workspaceId, workflowId, generation });
  const deployment = await getDeployment(deps, principal, { id });
  await publishDeployment(deps, workspaceId, deployment);
  return deployment;
}
