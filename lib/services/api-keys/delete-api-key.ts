import { requirePermission, requireWholeWorkspace, roleAllows } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { revokeApiKey } from '#lib/db/api-keys.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';

/**
 * Revokes a key; it is refused everywhere within a second. Others' keys need `key:manage`; without it they do not exist.
 * Throws `not_found`.
 */
export async function deleteApiKey(deps: IdentityDeps, principal: Principal, query: { id: string }): Promise<void> {
  requirePermission(principal, 'workflow:read');
  requireWholeWorkspace(principal);
  const { workspaceId } = principal;
  const userId = roleAllows(principal.role, 'key:manage') ? undefined : principal.userId;
  await deps.db.transaction(async (tx) => {
    const row = await revokeApiKey(tx, { workspaceId, id: query.id, userId, now: deps.clock.now() });
    if (!row) throw new AppError('not_found', 'There is no such key');
    await writeAudit(tx, principal, {
      action: 'api-key.revoked',
      targetType: 'apiKey',
      targetId: row.id,
      data: { name: row.name, prefix: row.prefix, ownerId: row.userId },
    });
  });
  await deps.credentialsChanged({ workspaceId, keyId: query.id });
}
