/**
 * Ready pieces of configuration and code for the assistants that people use, for one deployed server. Pure: made in the
 * browser, so that a key never leaves the page it is shown on.
 */
export interface SnippetTarget {
  /** The server's address, for instance `https://mcp.example.com/mcp/acme/find-countries`. */
  url: string;
  /** The server's name in the client; the workflow's slug. */
  name: string;
  /** An API key, or null to leave a place for it. */
  key: string | null;
  /** A tool to call in the examples, with arguments that its schema accepts. */
  tool?: { name: string; arguments: Record<string, unknown> };
}

export type SnippetId = 'claudeCode' | 'claudeProject' | 'cursor' | 'vscode' | 'sdk' | 'curl';

export interface Snippet {
  id: SnippetId;
  /** What the text is, for highlighting. */
  language: 'shell' | 'json' | 'typescript';
  /** Where the text belongs; null for a command. */
  file: string | null;
  text: string;
  /** A link that installs the server by itself, where the client has one. Holds the key, if there is one. */
  link?: string;
}

export const KEY_PLACEHOLDER = 'YOUR_API_KEY';

/** All snippets for a server, in the order in which they are offered. */
export function serverSnippets(target: SnippetTarget): Snippet[] {
  return [claudeCode(target), claudeProject(target), cursor(target), vscode(target), sdk(target), curl(target)];
}

/**
 * A name that every client takes and that needs no quoting: letters, digits, `-` and `_`, at most 64.
 */
export function clientName(name: string): string {
  const clean = name
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  return clean || 'toolwright';
}

function authorization({ key }: SnippetTarget): string {
  return `Bearer ${key ?? KEY_PLACEHOLDER}`;
}

function claudeCode(target: SnippetTarget): Snippet {
  const header = `Authorization: ${authorization(target)}`;
  const parts = ['claude mcp add --transport http', clientName(target.name), shellQuote(target.url)];
  return {
    id: 'claudeCode',
    language: 'shell',
    file: null,
    text: `${parts.join(' ')} --header ${shellQuote(header)}`,
  };
}

function claudeProject(target: SnippetTarget): Snippet {
  const server = { type: 'http', url: target.url, headers: { Authorization: authorization(target) } };
  return {
    id: 'claudeProject',
    language: 'json',
    file: '.mcp.json',
    text: pretty({ mcpServers: { [clientName(target.name)]: server } }),
  };
}

function cursor(target: SnippetTarget): Snippet {
  const server = { url: target.url, headers: { Authorization: authorization(target) } };
  const query = `name=${encodeURIComponent(clientName(target.name))}&config=${encodeURIComponent(base64(JSON.stringify(server)))}`;
  return {
    id: 'cursor',
    language: 'json',
    file: '.cursor/mcp.json',
    text: pretty({ mcpServers: { [clientName(target.name)]: server } }),
    link: `cursor://anysphere.cursor-deeplink/mcp/install?${query}`,
  };
}

/** VS Code asks for the key once and keeps it in its own secret store, so that the file can be committed. */
function vscode(target: SnippetTarget): Snippet {
  const name = clientName(target.name);
  const inputId = `${name}-key`;
  const asked = { type: 'http', url: target.url, headers: { Authorization: `Bearer \${input:${inputId}}` } };
  const inputs = [{ type: 'promptString', id: inputId, description: `API key of ${name}`, password: true }];
  const installed = { name, type: 'http', url: target.url, headers: { Authorization: authorization(target) } };
  return {
    id: 'vscode',
    language: 'json',
    file: '.vscode/mcp.json',
    text: pretty({ servers: { [name]: asked }, inputs }),
    link: `vscode:mcp/install?${encodeURIComponent(JSON.stringify(installed))}`,
  };
}

function sdk(target: SnippetTarget): Snippet {
  const call = target.tool
    ? `\nconst result = await client.callTool(${pretty({ name: target.tool.name, arguments: target.tool.arguments })});\nconsole.log(result.structuredContent ?? result.content);`
    : '';
  return {
    id: 'sdk',
    language: 'typescript',
    file: 'client.ts',
    text: `import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const client = new Client({ name: 'my-app', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
await client.connect(
  new StreamableHTTPClientTransport(new URL(${JSON.stringify(target.url)}), {
    requestInit: { headers: { Authorization: ${JSON.stringify(authorization(target))} } },
  }),
);

const { tools } = await client.listTools();
console.log(tools.map((tool) => tool.name));
${call}
await client.close();
`,
  };
}

const VERSION = '2026-07-28';

/** One stateless request of revision 2026-07-28: a call when there is a tool, else the list. */
function curl(target: SnippetTarget): Snippet {
  const { tool } = target;
  const method = tool ? 'tools/call' : 'tools/list';
  const body = {
    jsonrpc: '2.0',
    id: 1,
    method,
    params: {
      ...tool,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': VERSION,
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  };
  const headers = [
    `Authorization: ${authorization(target)}`,
    'Content-Type: application/json',
    'Accept: application/json, text/event-stream',
    `MCP-Protocol-Version: ${VERSION}`,
    `Mcp-Method: ${method}`,
    ...(tool ? [`Mcp-Name: ${tool.name}`] : []),
  ];
  const lines = [
    `curl -s ${shellQuote(target.url)}`,
    ...headers.map((header) => `  -H ${shellQuote(header)}`),
    `  -d ${shellQuote(JSON.stringify(body))}`,
  ];
  return { id: 'curl', language: 'shell', file: null, text: lines.join(' \\\n') };
}

/** One argument of a POSIX shell, whatever it holds. */
function shellQuote(text: string): string {
  if (!/['$`\\!"\s]/.test(text) && /^[A-Za-z0-9_./:@%+=,-]+$/.test(text)) return text;
  if (!/[$`\\!"]/.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** Base64 of the UTF-8 bytes. */
function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
