import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { findServer, pointServer } from '#lib/db/deployments.ts';
import { lockWorkflow, markDeleted } from '#lib/db/workflows.ts';
import { announceServer } from '#lib/services/deployments/announce-server.ts';
import { notFound, requireReach } from './reach.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** Deletes softly; the server is gone at once. @throws {AppError} `not_found` */
export async function deleteWorkflow(
  deps: Pick<WorkflowDeps, 'db' | 'bus' | 'logger'>,
  principal: Principal,
  { id }: { id: string },
): Promise<void> {
  requirePermission(principal, 'workflow:delete');
  requireReach(principal, id);
  const key = { workspaceId: principal.workspaceId, workflowId: id };
  const generation = await deps.db.transaction(async (tx) => {
    const workflow = await lockWorkflow(tx, { workspaceId: principal.workspaceId, id });
    if (!workflow) throw notFound('workflow');
    await markDeleted(tx, { workspaceId: principal.workspaceId, id });
    await writeAudit(tx, principal, {
      action: 'workflow.deleted',
      targetType: 'workflow',
      targetId: id,
      data: { name: workflow.name },
    });
    return (await findServer(tx, key)) ? pointServer(tx, key, null, 'stopped') : null;
  });
  if (generation !== null) await announceServer(deps, { ...key, generation });
}
