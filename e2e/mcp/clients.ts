import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const INSPECTOR = path.join(import.meta.dirname, '../../node_modules/.bin/mcp-inspector');
const run = promisify(execFile);

/** What every client can do, whatever its age. */
export interface AnyClient extends AsyncDisposable {
  toolNames(): Promise<string[]>;
  call(name: string, given: Record<string, unknown>): Promise<Answer>;
  /** The messages of a prompt. */
  prompt(name: string, given: Record<string, string>): Promise<unknown[]>;
  /** The contents of a resource. */
  read(uri: string): Promise<unknown[]>;
}

export interface Answer {
  content: { type: string; text?: string }[];
  structuredContent?: unknown;
  isError?: boolean;
  _meta?: Record<string, unknown>;
}

const headersOf = (key: string): { headers: Record<string, string> } => ({
  headers: { Authorization: `Bearer ${key}` },
});

/** SDK v2 at revision 2026-07-28. */
export async function modernClient(url: string, key: string): Promise<AnyClient> {
  return newSdk(url, key, { versionNegotiation: { mode: 'auto' } });
}

/** SDK v2 as it is without the option: it speaks the older protocol. */
export async function legacyClient(url: string, key: string): Promise<AnyClient> {
  return newSdk(url, key, {});
}

async function newSdk(url: string, key: string, options: ConstructorParameters<typeof Client>[1]): Promise<AnyClient> {
  const client = new Client({ name: 'e2e', version: '1.0.0' }, options);
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: headersOf(key) }));
  return {
    toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, given) => (await client.callTool({ name, arguments: given })) as Answer,
    prompt: async (name, given) => (await client.getPrompt({ name, arguments: given })).messages,
    read: async (uri) => (await client.readResource({ uri })).contents,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** SDK v1, revision 2025-11-25. */
export async function oldClient(url: string, key: string): Promise<AnyClient> {
  const client = new OldClient({ name: 'e2e', version: '1.0.0' });
  const transport = new OldTransport(new URL(url), { requestInit: headersOf(key) });
  await client.connect(transport as Parameters<OldClient['connect']>[0]);
  return {
    toolNames: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, given) => (await client.callTool({ name, arguments: given })) as Answer,
    prompt: async (name, given) => (await client.getPrompt({ name, arguments: given })).messages,
    read: async (uri) => (await client.readResource({ uri })).contents,
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** The Inspector's command line: a process for each call. */
export async function inspectorClient(url: string, key: string): Promise<AnyClient> {
  const ask = async (...options: string[]): Promise<unknown> => {
    const base = ['--cli', url, '--transport', 'http', '--header', `Authorization: Bearer ${key}`];
    const { stdout } = await run(process.execPath, [INSPECTOR, ...base, ...options], { timeout: 60_000 });
    return JSON.parse(stdout);
  };
  return {
    toolNames: async () => {
      const { tools } = (await ask('--method', 'tools/list')) as { tools: { name: string }[] };
      return tools.map((tool) => tool.name);
    },
    call: async (name, given) => {
      const pairs = Object.entries(given).flatMap(([field, value]) => ['--tool-arg', `${field}=${String(value)}`]);
      return (await ask('--method', 'tools/call', '--tool-name', name, ...pairs)) as Answer;
    },
    prompt: async (name, given) => {
      const pairs = Object.entries(given).flatMap(([field, value]) => ['--prompt-args', `${field}=${value}`]);
      const options = ['--method', 'prompts/get', '--prompt-name', name, ...pairs];
      return ((await ask(...options)) as { messages: unknown[] }).messages;
    },
    read: async (uri) => ((await ask('--method', 'resources/read', '--uri', uri)) as { contents: unknown[] }).contents,
    [Symbol.asyncDispose]: async () => {},
  };
}
