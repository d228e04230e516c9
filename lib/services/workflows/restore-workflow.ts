import type { Workflow } from '#lib/contracts/api/workflows.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { unmarkDeleted } from '#lib/db/workflows.ts';
import { getWorkflow } from './get-workflow.ts';
import { notFound, requireReach } from './reach.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

export const RESTORABLE_MS = 30 * 24 * 3_600_000;

/** Brings a deleted workflow back, its server stopped. @throws {AppError} `not_found`, after 30 days too. */
export async function restoreWorkflow(
  deps: Pick<WorkflowDeps, 'db' | 'config' | 'clock'>,
  principal: Principal,
  { id }: { id: string },
): Promise<Workflow> {
  requirePermission(principal, 'workflow:delete');
  requireReach(principal, id);
  const since = new Date(deps.clock.now() - RESTORABLE_MS);
  await deps.db.transaction(async (tx) => {
    if (!(await unmarkDeleted(tx, { workspaceId: principal.workspaceId, id }, since))) throw notFound('workflow');
    await writeAudit(tx, principal, { action: 'workflow.restored', targetType: 'workflow', targetId: id });
  });
  return getWorkflow(deps, principal, { id });
}
