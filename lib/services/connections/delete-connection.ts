import { say } from '#lib/shared/say.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { deleteConnectionRow } from '#lib/db/connections.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { findUses } from './find-uses.ts';
import { connectionNotFound, requireConnection, requireManage } from './require-connection.ts';

/**
 * Deletes a connection for good; within a second no run can use it.
 *
 * @throws {AppError} `not_found`, `forbidden`; `conflict` with `usedBy` while workflows name it, unless `force` is given.
 */
export async function deleteConnection(
  deps: Pick<ConnectionDeps, 'db'>,
  principal: Principal,
  { id, force }: { id: string; force: 'true' | 'false' },
): Promise<void> {
  requirePermission(principal, 'workflow:read');
  const row = await requireConnection(deps.db.prisma, principal, id);
  requireManage(principal, row.ownerId !== null);
  const { workspaceId, userId } = principal;
  const usedBy = await findUses(deps, row);
  if (usedBy.length > 0 && force !== 'true') {
    throw new AppError('conflict', say('connection_in_use'), { details: { usedBy } });
  }
  await deps.db.transaction(async (tx) => {
    if (!(await deleteConnectionRow(tx, { workspaceId, userId, id }))) throw connectionNotFound();
    await writeAudit(tx, principal, {
      action: 'connection.deleted',
      targetType: 'connection',
      targetId: id,
      data: { name: row.name, connector: row.connector, usedBy: usedBy.map(({ workflowId }) => workflowId) },
    });
  });
}
