import type { WorkspaceExport } from '#lib/contracts/api/exports.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { insertExport, listExportRows } from '#lib/db/exports.ts';
import { lockMembers } from '#lib/db/members.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { presentExport } from './present-export.ts';

/**
 * Has an archive of the workspace written by a worker; an older one is deleted.
 *
 * @throws {AppError} `in_progress` while one is being written.
 */
export async function createExport(
  deps: Pick<WorkflowDeps, 'db' | 'queue' | 'clock' | 'logger'>,
  principal: Principal,
): Promise<WorkspaceExport> {
  requirePermission(principal, 'workspace:delete');
  requireWholeWorkspace(principal);
  const { workspaceId, userId } = principal;
  const id = await deps.db.transaction(async (tx) => {
    if (!(await lockMembers(tx, { workspaceId }))) throw new AppError('not_found', 'There is no such workspace');
    const inserted = await insertExport(tx, { workspaceId, requestedById: userId, now: deps.clock.now() });
    if (inserted === null) throw new AppError('in_progress', 'An export of this workspace is being written');
    await writeAudit(tx, principal, {
      action: 'workspace.export-requested',
      targetType: 'workspace',
      targetId: workspaceId,
    });
    return inserted;
  });
  try {
    await deps.queue.enqueue('workspace.export', { exportId: id, workspaceId });
  } catch (error) {
    deps.logger.warn({ err: error, exportId: id }, 'export was not rung; the sweep rings again');
  }
  const row = (await listExportRows(deps.db.pool, { workspaceId })).find((one) => one.id === id);
  if (!row) throw new AppError('not_found', 'The export was deleted');
  return presentExport(row);
}
