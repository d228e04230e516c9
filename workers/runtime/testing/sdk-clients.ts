import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

interface Answer {
  content: { text: string }[];
  structuredContent?: unknown;
  _meta?: Record<string, unknown>;
}

/** A client of the SDK that calls tools, and gives up after a time. */
export interface SdkClient {
  call(name: string, given: Record<string, unknown>, options: { timeout: number }): Promise<Answer>;
  close(): Promise<void>;
}

type Connect = (url: string, key: string) => Promise<SdkClient>;

const headersOf = (key: string) => ({ requestInit: { headers: { Authorization: `Bearer ${key}` } } });
const info = { name: 'test', version: '1' };

async function newSdk(url: string, key: string, options: ConstructorParameters<typeof Client>[1]): Promise<SdkClient> {
  const client = new Client(info, options);
  await client.connect(new StreamableHTTPClientTransport(new URL(url), headersOf(key)));
  return {
    call: async (name, given, line) => (await client.callTool({ name, arguments: given }, line)) as unknown as Answer,
    close: () => client.close(),
  };
}

async function oldSdk(url: string, key: string): Promise<SdkClient> {
  const client = new OldClient(info);
  await client.connect(new OldTransport(new URL(url), headersOf(key)) as Parameters<OldClient['connect']>[0]);
  return {
    call: async (name, given, line) =>
      (await client.callTool({ name, arguments: given }, undefined, line)) as unknown as Answer,
    close: () => client.close(),
  };
}

/** By what they are called in a sentence. */
export const clients: readonly (readonly [string, Connect])[] = [
  ['SDK v2 at 2026-07-28', (url, key) => newSdk(url, key, { versionNegotiation: { mode: 'auto' } })],
  ['SDK v2 at 2025-11-25', (url, key) => newSdk(url, key, {})],
  ['SDK v1', oldSdk],
];
