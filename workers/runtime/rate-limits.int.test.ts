import { expect, it } from 'vitest';
import { useRuntime } from './testing/runtime-harness.ts';

const harness = useRuntime({ MCP_RATE_PER_SECOND: '10' });

it('answers a key that asks too often with 429, Retry-After and a JSON-RPC error', async () => {
  const { url } = await harness.deploy('Limited', {
    schemaVersion: 1,
    nodes: [
      {
        id: 't',
        key: 'start',
        type: 'trigger.tool',
        config: { name: 'hello', description: 'Hello', inputSchema: { type: 'object' } },
      },
      { id: 'r', key: 'result', type: 'core.return', config: { value: 1 } },
    ],
    edges: [{ id: 'e1', source: { node: 't', port: 'out' }, target: { node: 'r', port: 'in' } }],
  });
  const list = (): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${harness.key}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }),
    });
  const answers = await Promise.all(Array.from({ length: 40 }, list));
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
  await new Promise((resolve) => setTimeout(resolve, 1_100));
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
