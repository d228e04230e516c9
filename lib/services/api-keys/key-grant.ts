import { say } from '#lib/shared/say.ts';
import { roleAtLeast } from '#lib/contracts/authorise.ts';
import { scopeSchema, type Principal, type Role, type Scope } from '#lib/contracts/principal.ts';
import { AppError } from '#lib/shared/app-error.ts';

export interface RequestedGrant {
  role?: Role | undefined;
  scopes?: Scope[] | undefined;
  servers?: string[] | undefined;
}

/** What a key may do, at most. */
export interface KeyGrant {
  role: Role;
  scopes: Scope[];
  servers: string[] | null;
}

const mcpScopes: readonly Scope[] = ['mcp:call', 'mcp:read'];

/**
 * The grant of a new key, within its maker's rights. Left out: the maker's role, all scopes the maker may give (those of MCP
 * when servers are named), all servers the maker reaches.
 * Throws `forbidden` for anything above the maker.
 */
export function grantWithin(maker: Principal, requested: RequestedGrant): KeyGrant {
  const role = requested.role ?? maker.role;
  if (!roleAtLeast(maker.role, role)) throw aboveMaker(`the role ${role}`);
  const servers = serversWithin(maker, requested.servers);
  const possible = maker.apiKey?.scopes ?? scopeSchema.options;
  const usual = servers === null ? possible : possible.filter((scope) => mcpScopes.includes(scope));
  const scopes = [...new Set(requested.scopes ?? usual)];
  const foreign = scopes.find((scope) => !possible.includes(scope));
  if (foreign !== undefined) throw aboveMaker(`the scope ${foreign}`);
  return { role, scopes, servers };
}

function serversWithin(maker: Principal, requested: string[] | undefined): string[] | null {
  const reachable = maker.apiKey?.servers ?? null;
  if (requested === undefined) return reachable === null ? null : [...reachable];
  const wanted = [...new Set(requested)];
  if (reachable !== null && !wanted.every((id) => reachable.includes(id))) throw aboveMaker('these servers');
  return wanted;
}

function aboveMaker(what: string): AppError {
  return new AppError('forbidden', say('key_grant', { what }));
}
