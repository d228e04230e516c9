import { say } from '#lib/shared/say.ts';
import { roleAtLeast } from '#lib/contracts/authorise.ts';
import { scopeSchema, type Principal, type Role, type Scope } from '#lib/contracts/principal.ts';
import { AppError } from '#lib/shared/app-error.ts';

export interface RequestedGrant {
  role?: Role | undefined;
  scopes?: Scope[] | undefined;
  servers?: string[] | undefined;
  tools?: string[] | undefined;
  readOnly?: boolean | undefined;
}

/** What a key may do, at most. */
export interface KeyGrant {
  role: Role;
  scopes: Scope[];
  servers: string[] | null;
  /** Names of tools of its one server. */
  tools: string[] | null;
  readOnly: boolean;
}

const mcpScopes: readonly Scope[] = ['mcp:call', 'mcp:read'];

/**
 * The grant of a new key, within its maker's rights. Left out: the maker's role, all scopes the maker may give (those of MCP
 * when servers are named, or tools, or only reading), all servers and tools the maker reaches.
 * Throws `forbidden` for anything above the maker, `invalid` for rights that do not go together.
 */
export function grantWithin(maker: Principal, requested: RequestedGrant): KeyGrant {
  const role = requested.role ?? maker.role;
  if (!roleAtLeast(maker.role, role)) throw aboveMaker(`the role ${role}`);
  const servers = serversWithin(maker, requested.servers);
  const possible = maker.apiKey?.scopes ?? scopeSchema.options;
  const { tools, readOnly } = toolsWithin(maker, requested, servers);
  const isNarrow = tools !== null || readOnly;
  const usual = servers === null && !isNarrow ? possible : possible.filter((scope) => mcpScopes.includes(scope));
  const scopes = [...new Set(requested.scopes ?? usual)];
  const foreign = scopes.find((scope) => !possible.includes(scope));
  if (foreign !== undefined) throw aboveMaker(`the scope ${foreign}`);
  if (isNarrow && !scopes.every((scope) => mcpScopes.includes(scope))) throw unfit('/scopes', 'mcp_scopes_only');
  return { role, scopes, servers, tools, readOnly };
}

function toolsWithin(
  { apiKey }: Principal,
  requested: RequestedGrant,
  servers: string[] | null,
): Pick<KeyGrant, 'tools' | 'readOnly'> {
  const tools = requested.tools ? [...new Set(requested.tools)] : (apiKey?.tools ?? null);
  const readOnly = requested.readOnly ?? apiKey?.readOnly ?? false;
  if (tools !== null && servers?.length !== 1) throw unfit('/tools', 'tools_of_one_server');
  if (apiKey?.tools && !tools?.every((name) => apiKey.tools?.includes(name))) throw aboveMaker('these tools');
  if (apiKey?.readOnly && !readOnly) throw aboveMaker('the right to change things');
  return { tools: tools && [...tools], readOnly };
}

function unfit(path: string, code: 'tools_of_one_server' | 'mcp_scopes_only'): AppError {
  const said = say(code);
  return new AppError('invalid', said, { errors: [{ path, code, ...said }] });
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
