import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { lockVariables, removeVariable } from '#lib/db/variables.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { announceVariables } from './announce-variables.ts';

/** Deletes a variable. Workflows that name it fail from now on. @throws {AppError} `not_found` */
export async function deleteVariable(
  deps: Pick<WorkflowDeps, 'db' | 'bus' | 'logger'>,
  principal: Principal,
  { name }: { name: string },
): Promise<void> {
  requirePermission(principal, 'variable:manage');
  requireWholeWorkspace(principal);
  const { workspaceId } = principal;
  await deps.db.transaction(async (tx) => {
    await lockVariables(tx, { workspaceId });
    const row = await removeVariable(tx, { workspaceId, name });
    if (!row) throw notFound('variable');
    await writeAudit(tx, principal, {
      action: 'variable.deleted',
      targetType: 'variable',
      targetId: row.id,
      data: { name, secret: row.secret },
    });
  });
  await announceVariables(deps, workspaceId);
}
