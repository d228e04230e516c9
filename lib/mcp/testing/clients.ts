import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** What the tests need of clients of any age, in the words of the older one. */
export type AnyClient = Pick<
  OldClient,
  | 'callTool'
  | 'listTools'
  | 'listPrompts'
  | 'getPrompt'
  | 'listResources'
  | 'listResourceTemplates'
  | 'readResource'
  | 'complete'
  | 'getInstructions'
  | 'getServerCapabilities'
  | 'close'
>;

/** SDK v2 at revision 2026-07-28. */
export async function modernClient(url: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

async function legacyClient(url: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

async function oldClient(url: string): Promise<OldClient> {
  const client = new OldClient({ name: 'test', version: '1' });
  await client.connect(new OldTransport(new URL(url)) as Parameters<OldClient['connect']>[0]);
  return client;
}

/** Every client that a server must please, by name. */
export const clients: readonly (readonly [string, (url: string) => Promise<AnyClient>])[] = [
  ['SDK v2 at 2026-07-28', modernClient as unknown as (url: string) => Promise<AnyClient>],
  ['SDK v2, legacy', legacyClient as unknown as (url: string) => Promise<AnyClient>],
  ['SDK v1', oldClient],
];
