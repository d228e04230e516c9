import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import type { Db } from '#lib/db/client.ts';
import { deleteExportRow } from '#lib/db/exports.ts';
import { AppError } from '#lib/shared/app-error.ts';

/** Deletes an archive; a worker that is writing it stops. @throws {AppError} `not_found` */
export async function deleteExport(
  deps: { db: Pick<Db, 'transaction'> },
  principal: Principal,
  { id }: { id: string },
): Promise<void> {
  requirePermission(principal, 'workspace:delete');
  // For a key that is bound to named servers there are no exports.
  if (principal.apiKey?.servers) throw new AppError('not_found', 'There is no such export');
  const { workspaceId } = principal;
  await deps.db.transaction(async (tx) => {
    if (!(await deleteExportRow(tx, { workspaceId, id }))) throw new AppError('not_found', 'There is no such export');
    await writeAudit(tx, principal, { action: 'workspace.export-deleted', targetType: 'export', targetId: id });
  });
}
