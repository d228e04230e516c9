import type { ConnectionWithUses } from '#lib/contracts/api/connections.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import { findUses } from './find-uses.ts';
import { presentConnection } from './present-connection.ts';
import { requireConnection } from './require-connection.ts';

/** A connection and where it is used. @throws {AppError} `not_found` */
export async function getConnection(
  deps: Pick<ConnectionDeps, 'db'>,
  principal: Principal,
  { id }: { id: string },
): Promise<ConnectionWithUses> {
  requirePermission(principal, 'workflow:read');
  const row = await requireConnection(deps.db.prisma, principal, id);
  return { ...presentConnection(row), usedBy: await findUses(deps, row) };
}
