import { clientName, pretty, shellQuote, staticAuthorization, type Snippet, type SnippetTarget } from './snippet.ts';

/** https://code.claude.com/docs/en/mcp */
export function claudeCode(target: SnippetTarget): Snippet {
  const authorization = staticAuthorization(target);
  const parts = ['claude mcp add --transport http', clientName(target.name), shellQuote(target.url)];
  if (authorization !== null) parts.push('--header', shellQuote(`Authorization: ${authorization}`));
  return { id: 'claudeCode', language: 'shell', file: null, text: parts.join(' ') };
}

export function claudeProject(target: SnippetTarget): Snippet {
  const server = { type: 'http', url: target.url, ...headersOf(target) };
  return { id: 'claudeProject', language: 'json', file: '.mcp.json', text: mcpServers(target, server) };
}

/** A connector by address: the cloud calls it, and takes no headers. */
export function claude({ url }: SnippetTarget): Snippet {
  return { id: 'claude', language: 'address', file: null, text: url, link: 'https://claude.ai/settings/connectors' };
}

/**
 * Claude Desktop's file knows commands alone: `mcp-remote` is the bridge. It signs in by itself where the server wants that.
 * The header's value stands in the environment, since on Windows an argument with a space falls apart.
 */
export function claudeDesktop(target: SnippetTarget): Snippet {
  const authorization = staticAuthorization(target);
  const args = ['-y', 'mcp-remote', target.url];
  if (needsAllowHttp(target.url)) args.push('--allow-http');
  if (authorization !== null) args.push('--header', 'Authorization:${AUTHORIZATION}');
  const server = { command: 'npx', args, ...(authorization !== null && { env: { AUTHORIZATION: authorization } }) };
  return {
    id: 'claudeDesktop',
    language: 'json',
    file: 'claude_desktop_config.json',
    text: mcpServers(target, server),
  };
}

/** `mcp-remote` takes plain http from this machine alone. */
function needsAllowHttp(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === 'http:' && !['localhost', '127.0.0.1'].includes(url.hostname);
}

export function cursor(target: SnippetTarget): Snippet {
  const server = { url: target.url, ...headersOf(target) };
  const name = encodeURIComponent(clientName(target.name));
  const config = encodeURIComponent(base64(JSON.stringify(server)));
  return {
    id: 'cursor',
    language: 'json',
    file: '.cursor/mcp.json',
    text: mcpServers(target, server),
    link: `cursor://anysphere.cursor-deeplink/mcp/install?name=${name}&config=${config}`,
    linkNeedsKey: staticAuthorization(target) !== null,
  };
}

/** VS Code asks for the key once and keeps it in its own secret store: neither the file nor the link holds it. */
export function vscode(target: SnippetTarget): Snippet {
  const name = clientName(target.name);
  const id = `${name}-key`;
  const asks = staticAuthorization(target) !== null;
  const server = {
    type: 'http',
    url: target.url,
    ...(asks && { headers: { Authorization: `Bearer \${input:${id}}` } }),
  };
  const asked = asks && {
    inputs: [{ type: 'promptString', id, description: `API key of ${name}`, password: true }],
  };
  return {
    id: 'vscode',
    language: 'json',
    file: '.vscode/mcp.json',
    text: pretty({ servers: { [name]: server }, ...asked }),
    link: `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name, ...server, ...asked }))}`,
  };
}

/** A connector by address, in developer mode. */
export function chatgpt({ url }: SnippetTarget): Snippet {
  return {
    id: 'chatgpt',
    language: 'address',
    file: null,
    text: url,
    link: 'https://chatgpt.com/#settings/Connectors',
  };
}

function headersOf(target: SnippetTarget): { headers?: { Authorization: string } } {
  const authorization = staticAuthorization(target);
  return authorization === null ? {} : { headers: { Authorization: authorization } };
}

function mcpServers(target: SnippetTarget, server: object): string {
  return pretty({ mcpServers: { [clientName(target.name)]: server } });
}

/** Base64 of the UTF-8 bytes. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
