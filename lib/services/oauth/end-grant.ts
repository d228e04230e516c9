import { writeAudit } from '#lib/db/audit.ts';
import { revokeGrant } from '#lib/db/oauth-grants.ts';
import { findGrantOwner } from '#lib/db/system/oauth-grants.ts';
import { newTraceId } from '#lib/shared/ids.ts';
import { tellGrantEnded, type OauthDeps } from './oauth-deps.ts';

/**
 * Ends a grant without a person: its client gave it back (`client`), or a code or refresh token of it was shown twice, so that
 * somebody may have stolen it (`replay`). Its tokens are refused everywhere within a second.
 */
export async function endGrant(deps: OauthDeps, grantId: string, why: 'client' | 'replay'): Promise<void> {
  const owner = await findGrantOwner(deps.db.pool, grantId);
  if (!owner) return;
  const { workspaceId } = owner;
  await deps.db.transaction(async (tx) => {
    const row = await revokeGrant(tx, { workspaceId, id: grantId, now: deps.clock.now() });
    if (!row) return;
    const { clientId, clientName } = row;
    const actor = { kind: 'system' as const, userId: row.userId, email: clientName ?? clientId, workspaceId };
    await writeAudit(
      tx,
      { ...actor, traceId: newTraceId() },
      {
        action: 'oauth-grant.revoked',
        targetType: 'oauthGrant',
        targetId: grantId,
        data: { clientId, clientName, ownerId: row.userId, why },
      },
    );
  });
  await tellGrantEnded(deps, { workspaceId, grantId });
}
