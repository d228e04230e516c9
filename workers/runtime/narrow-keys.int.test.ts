import { beforeAll, describe, expect, it } from 'vitest';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { mintApiKey } from '#lib/auth/api-key-format.ts';
import { createApiKey } from '#lib/services/api-keys/create-api-key.ts';
import { listApiKeys } from '#lib/services/api-keys/list-api-keys.ts';
import { ask, call, type Answer } from './testing/ask-server.ts';
import { useRuntime, type Deployed } from './testing/runtime-harness.ts';

const harness = useRuntime();

const edge = (from: string, to: string) => ({
  id: `${from}_${to}`,
  source: { node: from, port: 'out' },
  target: { node: to, port: 'in' },
});
const tool = (key: string) => ({
  id: key,
  key,
  type: 'trigger.tool',
  config: { name: key, description: key, inputSchema: { type: 'object' } },
});
/** `look` and `see` read, `change` does not; a prompt that reads, a resource that does not. */
const mixed: WorkflowDefinitionInput = {
  schemaVersion: 1,
  nodes: [
    tool('look'),
    tool('see'),
    tool('change'),
    { id: 'ask', key: 'ask', type: 'trigger.prompt', config: { name: 'ask', arguments: [] } },
    { id: 'doc', key: 'doc', type: 'trigger.resource', config: { name: 'doc', uri: 'test://doc' } },
    { id: 'r', key: 'r', type: 'core.return', config: { value: 'read' } },
    { id: 'w', key: 'w', type: 'memory.increment', config: { key: 'count', by: 1 } },
    { id: 'x', key: 'x', type: 'core.return', config: { value: 'written' } },
  ],
  edges: [edge('look', 'r'), edge('see', 'r'), edge('ask', 'r'), edge('change', 'w'), edge('doc', 'w'), edge('w', 'x')],
};

describe('a key', () => {
  let server: Deployed;
  const mint = async (rights: Partial<Parameters<typeof createApiKey>[2]>): Promise<{ key: string; id: string }> =>
    createApiKey({ ...harness.deps, apiKeys: { mint: mintApiKey } }, harness.principal, {
      name: 'narrow',
      servers: [server.workflowId],
      ...rights,
    });
  const names = async (method: string, list: string, key: string): Promise<string[]> => {
    const { result } = (await ask(server.url, method, {}, key)).json;
    return ((result as unknown as Record<string, { name: string }[]>)[list] ?? []).map(({ name }) => name);
  };
  beforeAll(async () => {
    server = await harness.deploy('Mixed bag', mixed);
  });

  it('for named tools lists and calls those, and nothing else', async () => {
    const { key } = await mint({ tools: ['look', 'change'] });
    expect(await names('tools/list', 'tools', key)).toEqual(['look', 'change']);
    expect((await call(server.url, 'change', {}, key)).json.result?.isError).toBeUndefined();
    const refused = await call(server.url, 'see', {}, key);
    expect(refused.json.error).toEqual({ code: -32602, message: 'Unknown tool: see. This server has: look, change' });
    expect((await ask(server.url, 'prompts/get', { name: 'ask' }, key)).json.error).toBeDefined();
    expect((await ask(server.url, 'resources/read', { uri: 'test://doc' }, key)).json.error).toBeDefined();
  });

  it('for reading lists and calls what changes nothing', async () => {
    const { key } = await mint({ readOnly: true });
    expect(await names('tools/list', 'tools', key)).toEqual(['look', 'see']);
    expect(await names('prompts/list', 'prompts', key)).toEqual(['ask']);
    expect((await call(server.url, 'look', {}, key)).json.result?.isError).toBeUndefined();
    expect((await call(server.url, 'change', {}, key)).json.error?.code).toBe(-32602);
    expect((await ask(server.url, 'resources/read', { uri: 'test://doc' }, key)).json.error).toBeDefined();
    expect((await ask(server.url, 'prompts/get', { name: 'ask' }, key)).json.error).toBeUndefined();
  });

  it('is held to limits of its own, while others go on', async () => {
    const { key } = await mint({ limits: { callsPerMinute: 1 } });
    const seen: Answer[] = [];
    await expect
      .poll(async () => seen.push(await call(server.url, 'look', {}, key)) && seen.at(-1)?.status, { timeout: 10_000 })
      .toBe(429);
    expect(seen[0]?.status).toBe(200);
    expect((await call(server.url, 'look', {}, harness.key)).status).toBe(200);
  });

  it('is counted, some seconds later', async () => {
    const { key, id } = await mint({});
    const before = Date.now();
    await Promise.all(Array.from({ length: 7 }, () => call(server.url, 'look', {}, key)));
    await ask(server.url, 'tools/list', {}, key);
    const shown = async () =>
      (await listApiKeys(harness.deps, harness.principal, { limit: 200 })).items.find((one) => one.id === id);
    await expect.poll(async () => (await shown())?.calls, { timeout: 30_000 }).toBe(7);
    expect(Date.parse((await shown())!.lastUsedAt!)).toBeGreaterThanOrEqual(before - 1_000);
  });

  it('is refused where its rights do not go together', async () => {
    const refusals = [
      mint({ tools: ['look'], servers: undefined }),
      mint({ tools: ['look'], scopes: ['mcp:call', 'api:read'] }),
      mint({ readOnly: true, scopes: ['api:read'] }),
    ];
    for (const refused of refusals) await expect(refused).rejects.toMatchObject({ code: 'invalid' });
  });
});
