import type { ServerAccess } from '#lib/contracts/server-settings.ts';

/** A deployed server, as pieces of configuration and code speak of it. */
export interface SnippetTarget {
  /** The server's address, for instance `https://mcp.example.com/mcp/acme/find-countries`. */
  url: string;
  /** The server's name in the client; the workflow's slug. */
  name: string;
  /** An API key, or null to leave a place for it. Of no use where callers sign in or need nothing. */
  key: string | null;
  /** `key` if it is not said. */
  access?: ServerAccess;
  /** A tool to call in the examples, with arguments that its schema accepts. */
  tool?: { name: string; arguments: Record<string, unknown> };
}

export const snippetIds = [
  'claudeCode',
  'claudeProject',
  'claude',
  'claudeDesktop',
  'cursor',
  'vscode',
  'chatgpt',
  'sdk',
  'python',
  'curl',
] as const;
export type SnippetId = (typeof snippetIds)[number];

export interface Snippet {
  id: SnippetId;
  /** What the text is; `address` is the server's alone, to be pasted into the client's own form. */
  language: 'shell' | 'json' | 'typescript' | 'python' | 'address';
  /** Where the text belongs; null for a command or an address. */
  file: string | null;
  text: string;
  /** Installs the server by itself, or opens where the address is pasted. */
  link?: string;
  /** `link` holds the key: without one it is of no use. */
  linkNeedsKey?: boolean;
}

export const KEY_PLACEHOLDER = 'YOUR_API_KEY';
export const TOKEN_PLACEHOLDER = 'YOUR_ACCESS_TOKEN';

/** A name that every client takes and that needs no quoting: letters, digits, `-` and `_`, at most 64. */
export function clientName(name: string): string {
  const clean = name
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  return clean || 'toolwright';
}

/** What a client that can sign in by itself has to send: a key where the server wants one, else nothing. */
export function staticAuthorization({ access = 'key', key }: SnippetTarget): string | null {
  return access === 'key' ? `Bearer ${key ?? KEY_PLACEHOLDER}` : null;
}

/** What a program has to send; it cannot sign in by itself. */
export function programAuthorization(target: SnippetTarget): string | null {
  return target.access === 'oauth' ? `Bearer ${TOKEN_PLACEHOLDER}` : staticAuthorization(target);
}

/** One argument of a POSIX shell, whatever it holds. */
export function shellQuote(text: string): string {
  if (/^[A-Za-z0-9_./:@%+=,-]+$/.test(text)) return text;
  if (!/[$`\\!"]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
