import type { z } from 'zod';
import type { updateWorkflow as contract, Workflow } from '#lib/contracts/api/workflows.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { updateWorkflowRow } from '#lib/db/workflows.ts';
import { getWorkflow } from './get-workflow.ts';
import { notFound, requireReach } from './reach.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** Renames, describes, tags. The slug stays. @throws {AppError} `not_found` */
export async function updateWorkflow(
  deps: Pick<WorkflowDeps, 'db' | 'config'>,
  principal: Principal,
  { id, ...change }: { id: string } & z.infer<typeof contract.body>,
): Promise<Workflow> {
  requirePermission(principal, 'workflow:update');
  requireReach(principal, id);
  const tags = change.tags && [...new Set(change.tags)];
  await deps.db.transaction(async (tx) => {
    const updated = await updateWorkflowRow(tx, { workspaceId: principal.workspaceId, id }, { ...change, tags });
    if (!updated) throw notFound('workflow');
    await writeAudit(tx, principal, {
      action: 'workflow.updated',
      targetType: 'workflow',
      targetId: id,
      data: { fields: Object.keys(change) },
    });
  });
  return getWorkflow(deps, principal, { id });
}
