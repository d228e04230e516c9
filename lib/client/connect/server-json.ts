import type { ServerAccess } from '#lib/contracts/server-settings.ts';

/** What the registry's entry of a server is made of. */
export interface ServerEntry {
  url: string;
  /** The workflow's slug. */
  slug: string;
  title: string;
  description: string;
  /** Of the deployed version. */
  version: number;
  access: ServerAccess;
}

const SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';
const MAX_TEXT = 100;

/**
 * The server's entry for the MCP registry (`server.json`, schema 2025-12-11). The name's first part has to be a domain that the
 * publisher proves to own; the server's own host, turned round, is the likeliest. No key is in it: clients ask for theirs.
 */
export function serverJson(entry: ServerEntry): object {
  const header = {
    name: 'Authorization',
    description: 'An API key of this server',
    value: 'Bearer {api_key}',
    isRequired: true,
    isSecret: true,
    variables: { api_key: { description: 'API key', isRequired: true, isSecret: true } },
  };
  return {
    $schema: SCHEMA,
    name: `${namespaceOf(entry.url)}/${entry.slug}`.slice(0, 200),
    title: cut(entry.title) || entry.slug,
    description: cut(entry.description) || cut(entry.title) || entry.slug,
    version: `${entry.version}.0.0`,
    remotes: [{ type: 'streamable-http', url: entry.url, ...(entry.access === 'key' && { headers: [header] }) }],
  };
}

/** `mcp.example.com` is `com.example.mcp`. What is no name has no owner: the reserved one for examples stands in. */
function namespaceOf(address: string): string {
  const host = URL.parse(address)?.hostname ?? '';
  const isName = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) && !/^[\d.]+$/.test(host);
  return isName ? host.split('.').reverse().join('.') : 'com.example';
}

/** One line, whole characters. */
function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const letters = [...line];
  return letters.length <= MAX_TEXT ? line : `${letters.slice(0, MAX_TEXT - 1).join('')}…`;
}
