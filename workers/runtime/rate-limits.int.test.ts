import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { createRuntimeDeps } from '#lib/server/runtime-deps.ts';
import { findFreePort } from '../../scripts/free-port.ts';
import { startRuntime, type Runtime } from './start-runtime.ts';
import { useRuntime } from './testing/runtime-harness.ts';

const LIMIT = 10;
const harness = useRuntime({ MCP_RATE_PER_SECOND: String(LIMIT) });

/** A second runtime over the same database. */
let other: Runtime;
beforeAll(async () => {
  const ports = { mcpPort: await findFreePort(), internalPort: await findFreePort() };
  other = await startRuntime(createRuntimeDeps({ ...harness.deps.config, ...ports }));
});
afterAll(() => other.stop(1_000));

const startedBy = (type: string, config: Record<string, unknown>): WorkflowDefinitionInput => ({
  schemaVersion: 1,
  nodes: [
    { id: 't', key: 'start', type, config },
    { id: 'r', key: 'result', type: 'core.return', config: { value: 1 } },
  ],
  edges: [{ id: 'e1', source: { node: 't', port: 'out' }, target: { node: 'r', port: 'in' } }],
});
const hello = startedBy('trigger.tool', { name: 'hello', description: 'Hello', inputSchema: { type: 'object' } });

const list = (url: string): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${harness.key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
  });

const atOther = (url: string): string => Object.assign(new URL(url), { port: String(other.port) }).href;

/** No counter is running: the next call begins a window. */
const windowsAreOver = (): Promise<void> =>
  expect
    .poll(
      async () => {
        const running = `SELECT FROM rate_limit WHERE key LIKE 'tw-mcp-%' AND expire >= $1`;
        return (await harness.db.pool.query(running, [Date.now()])).rowCount;
      },
      { timeout: 10_000 },
    )
    .toBe(0);

/** How many calls of a burst pass at both runtimes together, of one that the machine got through within one window. */
async function passesOf(url: string, call: (url: string) => Promise<Response>): Promise<number> {
  for (;;) {
    await windowsAreOver();
    const begun = performance.now();
    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => call(at % 2 ? url : atOther(url))));
    if (performance.now() - begun < 1_000) return answers.filter(({ status }) => status === 200).length;
  }
}

it('two runtimes let through together what one may, of a key’s requests and of a webhook’s calls', async () => {
  const { url } = await harness.deploy('Shared', hello);
  const path = `in/${crypto.randomUUID()}`;
  await harness.deploy('Hooked', startedBy('trigger.webhook', { path, auth: 'none', respond: 'whenFinished' }));
  const hook = new URL(`/hooks/${harness.principal.workspaceSlug}/${path}`, url).href;
  const post = (address: string): Promise<Response> => fetch(address, { method: 'POST', body: '{}' });
  for (const [address, call] of [
    [url, list],
    [hook, post],
  ] as const) {
    await windowsAreOver();
    for (const each of [address, atOther(address)]) expect((await call(each)).status).toBe(200);
    expect(await passesOf(address, call)).toBe(LIMIT);
  }
});

it('answers a key that asks too often with 429, Retry-After and a JSON-RPC error', async () => {
  const { url } = await harness.deploy('Limited', hello);
  await windowsAreOver();
  const answers = await Promise.all(Array.from({ length: 40 }, () => list(url)));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(answers.length - refused.length).toBeGreaterThanOrEqual(10);
  expect(refused[0]!.headers.get('retry-after')).toBe('1');
  expect(refused[0]!.headers.get('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
  expect(await refused[0]!.json()).toMatchObject({
    jsonrpc: '2.0',
    error: { code: -32600, message: 'More than 10 requests a second; slow down' },
  });
});

it('limits an address whose keys are all wrong, before it looks them up', async () => {
  await windowsAreOver();
  const guess = (): Promise<Response> =>
    fetch(`http://127.0.0.1:${harness.runtime.port}/mcp/some/server`, {
      method: 'POST',
      headers: { authorization: 'Bearer tw_wrong' },
      body: '{}',
    });
  const statuses = await Promise.all(Array.from({ length: 60 }, async () => (await guess()).status));
  expect(statuses.filter((status) => status === 401).length).toBeGreaterThanOrEqual(20);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
});
