import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { lockVariables, removeVariable } from '#lib/db/variables.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { announceVariables } from './announce-variables.ts';
import { findVariableUses } from './find-variable-uses.ts';

/**
 * Deletes a variable. What names it fails from now on.
 *
 * @throws {AppError} `not_found`; `conflict` with `usedBy` while something names it, unless `force` is given.
 */
export async function deleteVariable(
  deps: Pick<WorkflowDeps, 'db' | 'bus' | 'logger'>,
  principal: Principal,
  { name, force = 'false' }: { name: string; force?: 'true' | 'false' },
): Promise<void> {
  requirePermission(principal, 'variable:manage');
  requireWholeWorkspace(principal);
  const { workspaceId, userId } = principal;
  const usedBy = await findVariableUses(deps, { workspaceId, userId, name });
  const uses = usedBy.workflows.length + usedBy.connections.length + usedBy.othersConnections;
  await deps.db.transaction(async (tx) => {
    await lockVariables(tx, { workspaceId });
    const row = await removeVariable(tx, { workspaceId, name });
    if (!row) throw notFound('variable');
    if (uses > 0 && force !== 'true') {
      throw new AppError('conflict', 'Workflows or connections use this variable', { details: { usedBy } });
    }
    await writeAudit(tx, principal, {
      action: 'variable.deleted',
      targetType: 'variable',
      targetId: row.id,
      data: { name, secret: row.secret, uses },
    });
  });
  await announceVariables(deps, workspaceId);
}
