/** Where the authorization server is, under the runtime's public address. */
export const OAUTH_PATH = '/oauth';

export const issuerOf = (config: { mcpPublicUrl: string }): string => `${config.mcpPublicUrl}${OAUTH_PATH}`;

const SERVER_PATH = /^\/mcp\/([a-z0-9-]{1,63})\/([a-z0-9-]{1,63})\/?$/;

/** A server's address, taken apart. */
export interface ServerAddress {
  workspaceSlug: string;
  serverSlug: string;
}

/** What a path of the runtime names; null if it is no server's. */
export function serverOfPath(path: string): ServerAddress | null {
  const match = SERVER_PATH.exec(path);
  return match && { workspaceSlug: match[1]!, serverSlug: match[2]! };
}

/** The one spelling of a server's address that tokens are for (RFC 8707). */
export function resourceOf(config: { mcpPublicUrl: string }, { workspaceSlug, serverSlug }: ServerAddress): string {
  return `${config.mcpPublicUrl}/mcp/${workspaceSlug}/${serverSlug}`;
}

/** The server that a `resource` names, spelled as `resourceOf` does; null for everything else. */
export function serverOfResource(config: { mcpPublicUrl: string }, resource: string): ServerAddress | null {
  if (!resource.startsWith(`${config.mcpPublicUrl}/`)) return null;
  const address = serverOfPath(resource.slice(config.mcpPublicUrl.length));
  return address && resourceOf(config, address) === resource ? address : null;
}
