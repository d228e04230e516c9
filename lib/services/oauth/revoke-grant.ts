import { requirePermission, requireWholeWorkspace, roleAllows } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { revokeGrant as revokeGrantRow } from '#lib/db/oauth-grants.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { tellGrantEnded, type OauthDeps } from './oauth-deps.ts';

/**
 * Takes back what a client was allowed; its tokens are refused everywhere within a second. Others' grants need `key:manage`;
 * without it they do not exist. Throws `not_found`.
 */
export async function revokeGrant(deps: OauthDeps, principal: Principal, query: { id: string }): Promise<void> {
  requirePermission(principal, 'workflow:read');
  requireWholeWorkspace(principal);
  const { workspaceId } = principal;
  const userId = roleAllows(principal.role, 'key:manage') ? undefined : principal.userId;
  await deps.db.transaction(async (tx) => {
    const row = await revokeGrantRow(tx, { workspaceId, id: query.id, userId, now: deps.clock.now() });
    if (!row) throw new AppError('not_found', 'There is no such app');
    const { clientId, clientName, serverId } = row;
    await writeAudit(tx, principal, {
      action: 'oauth-grant.revoked',
      targetType: 'oauthGrant',
      targetId: row.id,
      data: { clientId, clientName, serverId, ownerId: row.userId },
    });
  });
  await tellGrantEnded(deps, { workspaceId, grantId: query.id });
}
