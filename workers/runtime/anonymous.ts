import { createHash } from 'node:crypto';
import type { Principal } from '#lib/contracts/principal.ts';

/**
 * Whoever calls a public server without credentials. They hold no permission; what is bound to a principal (a call that is called
 * off, a question, a task) is bound to their address and this server.
 */
export function anonymousAt(
  { serverId, workspaceId, workspaceSlug }: { serverId: string; workspaceId: string; workspaceSlug: string },
  address: string,
  traceId: string,
): Principal {
  const who = createHash('sha256').update(`${serverId} ${address}`).digest('base64url').slice(0, 22);
  return {
    kind: 'anonymous',
    userId: `anonymous-${who}`,
    email: '',
    workspaceId,
    workspaceSlug,
    role: 'viewer',
    publicServer: serverId,
    traceId,
    address,
  };
}
