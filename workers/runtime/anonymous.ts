import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import type { Principal } from '#lib/contracts/principal.ts';

/**
 * Whoever calls a public server without credentials. They hold no permission; what is bound to a principal (a call that is called
 * off, a question, a task) is bound to their address and this server. A host of IPv6 has as many addresses as it likes in its
 * network (/64): that counts as one.
 */
export function anonymousAt(
  { serverId, workspaceId, workspaceSlug }: { serverId: string; workspaceId: string; workspaceSlug: string },
  address: string,
  traceId: string,
): Principal {
  const who = createHash('sha256')
    .update(`${serverId} ${networkOf(address)}`)
    .digest('base64url')
    .slice(0, 22);
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

function networkOf(address: string): string {
  if (!address.includes(':') || !ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : (parsed as ipaddr.IPv6).parts.slice(0, 4).join(':');
}
