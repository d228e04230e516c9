import { writeAudit } from '#lib/db/audit.ts';
import { insertGrant } from '#lib/db/oauth-grants.ts';
import type { AskedConsent, OauthDeps } from './oauth-deps.ts';

/** Until the client comes for its first token, which moves it on. */
const PENDING_MS = 10 * 60_000;

/** Whoever allowed it, and the server that they allowed it for. */
export interface Allowance {
  userId: string;
  email: string;
  workspaceId: string;
  serverId: string;
  asked: AskedConsent;
  traceId: string;
  address?: string | undefined;
}

/** Makes the grant that a member has allowed. Rejects if they are no member any more. Returns its id. */
export async function allowClient(deps: Pick<OauthDeps, 'db' | 'clock'>, allowance: Allowance): Promise<string> {
  const { userId, email, workspaceId, serverId, asked, traceId, address } = allowance;
  const { clientId, clientName, redirectUri, resource, scopes } = asked;
  const expiresAt = new Date(deps.clock.now() + PENDING_MS);
  return deps.db.transaction(async (tx) => {
    const { id } = await insertGrant(tx, {
      workspaceId,
      userId,
      serverId,
      resource,
      clientId,
      clientName,
      redirectUri,
      scopes,
      expiresAt,
    });
    const actor = { kind: 'user' as const, userId, email, workspaceId, traceId, ...(address && { address }) };
    await writeAudit(tx, actor, {
      action: 'oauth-grant.created',
      targetType: 'oauthGrant',
      targetId: id,
      data: { clientId, clientName, serverId, scopes },
    });
    return id;
  });
}
