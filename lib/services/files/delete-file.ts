import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { FileDeps } from './file-deps.ts';
import { requireFile } from './require-file.ts';

/** Deletes a file for good; values that name it keep the reference, which then leads nowhere. @throws {AppError} `not_found` */
export async function deleteFile(deps: FileDeps, principal: Principal, { id }: { id: string }): Promise<void> {
  requirePermission(principal, 'workflow:execute');
  const { name, size, workspaceId } = await requireFile(deps, principal, id);
  if (!(await deps.values.remove({ workspaceId, id }))) throw notFound('file');
  await deps.db.transaction((tx) =>
    writeAudit(tx, principal, { action: 'file.deleted', targetType: 'file', targetId: id, data: { name, size } }),
  );
}
