import type { WorkspaceExport } from '#lib/contracts/api/exports.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Db } from '#lib/db/client.ts';
import { listExportRows } from '#lib/db/exports.ts';
import { presentExport } from './present-export.ts';

/** Archives of the workspace; there is one at most that is whole, or one that is being written. */
export async function listExports(
  deps: { db: Pick<Db, 'pool'> },
  principal: Principal,
): Promise<{ items: WorkspaceExport[]; nextCursor: null }> {
  requirePermission(principal, 'workspace:delete');
  requireWholeWorkspace(principal);
  const rows = await listExportRows(deps.db.pool, { workspaceId: principal.workspaceId });
  return { items: rows.map(presentExport), nextCursor: null };
}
