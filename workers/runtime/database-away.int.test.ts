import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { useWire } from '#lib/testing/wire.ts';
import { useRuntime } from './testing/runtime-harness.ts';

const wire = useWire();
const harness = useRuntime({}, wire.through);

const saying: WorkflowDefinitionInput = {
  schemaVersion: 1,
  nodes: [
    {
      id: 't',
      key: 'start',
      type: 'trigger.tool',
      config: { name: 'say', description: 'Says', inputSchema: { type: 'object' } },
    },
    { id: 'r', key: 'result', type: 'core.return', config: { value: 'said' } },
  ],
  edges: [{ id: 'e', source: { node: 't', port: 'out' }, target: { node: 'r', port: 'in' } }],
};

const call = (url: string): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${harness.key}`,
      'content-type': 'application/json',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'say',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 5,
      method: 'tools/call',
      params: {
        name: 'say',
        arguments: {},
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    }),
  });

it('refuses calls that need the database while it is away, as overload is refused, and runs nothing', async () => {
  const known = await harness.deploy('Known', saying);
  const other = await harness.deploy('Other', saying);
  expect(await (await call(known.url)).text()).toContain('said');
  // What the run needs is read anew; who calls and what is served are still known.
  await harness.deps.bus.publish('variables.changed', { workspaceId: harness.principal.workspaceId });
  await sleep(100);
  const before = (await harness.db.pool.query('SELECT FROM execution')).rowCount;
  await wire.cut();
  const [run, server] = await Promise.all([call(known.url), call(other.url)]);
  await wire.mend();
  for (const refused of [run, server]) {
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({
      error: { code: -32603, message: 'The database does not answer right now; try again' },
    });
  }
  await expect.poll(async () => (await call(known.url)).status, { timeout: 10_000 }).toBe(200);
  const after = (await harness.db.pool.query('SELECT FROM execution')).rowCount;
  expect(after).toBeGreaterThan(before!);
  await expect.poll(async () => (await call(other.url)).status, { timeout: 10_000 }).toBe(200);
});
