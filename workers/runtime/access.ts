import { roleAllows } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';

/** Whether the principal may see this server at all. Absent means refused. */
export function mayList(principal: Principal, serverId: string): boolean {
  if (principal.kind === 'anonymous') return principal.publicServer === serverId;
  if (!roleAllows(principal.role, 'workflow:read')) return false;
  const key = principal.apiKey;
  if (!key) return principal.kind === 'user';
  if (key.servers !== null && !key.servers.includes(serverId)) return false;
  return key.scopes.includes('mcp:call') || key.scopes.includes('mcp:read');
}

/** Whether the principal may call its tools, too. */
export function mayCall(principal: Principal, serverId: string): boolean {
  if (principal.kind === 'anonymous') return mayList(principal, serverId);
  if (!mayList(principal, serverId) || !roleAllows(principal.role, 'workflow:execute')) return false;
  return !principal.apiKey || principal.apiKey.scopes.includes('mcp:call');
}
