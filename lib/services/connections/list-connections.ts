import type { Connection } from '#lib/contracts/api/connections.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { listConnectionRows } from '#lib/db/connections.ts';
import type { Page } from '#lib/db/cursor.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { presentConnection } from './present-connection.ts';

/** Shared connections and one's own, newest first. */
export async function listConnections(
  deps: Pick<ConnectionDeps, 'db'>,
  principal: Principal,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<Connection>> {
  requirePermission(principal, 'workflow:read');
  requireWholeWorkspace(principal);
  const { workspaceId, userId } = principal;
  const page = await listConnectionRows(deps.db.prisma, { ...query, workspaceId, userId });
  return { items: page.items.map(presentConnection), nextCursor: page.nextCursor };
}
