import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { useRuntime } from './testing/runtime-harness.ts';

/** Between the runtime and its database: `cut` is what a database that went away looks like. */
const sockets = new Set<Socket>();
let target = { host: '', port: 0 };
const wire = createServer((socket) => {
  const out = connect(target);
  for (const [one, other] of [
    [socket, out],
    [out, socket],
  ] as const) {
    sockets.add(one);
    one.on('error', () => other.destroy()).on('close', () => other.destroy());
    one.pipe(other);
  }
});
const cut = async (): Promise<void> => {
  const closed = new Promise((resolve) => wire.close(resolve));
  sockets.forEach((socket) => socket.destroy());
  await closed;
};

let port = 0;
const harness = useRuntime({}, async (databaseUrl) => {
  const url = new URL(databaseUrl);
  target = { host: url.hostname, port: Number(url.port) };
  await new Promise<void>((resolve) => wire.listen(port, '127.0.0.1', resolve));
  port = (wire.address() as AddressInfo).port;
  url.host = `127.0.0.1:${port}`;
  return url.href;
});
/** So that the runtime can stop in order. */
const mend = (): Promise<void> => new Promise((resolve) => wire.listen(port, '127.0.0.1', resolve));
afterAll(() => cut());

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
  await cut();
  const [run, server] = await Promise.all([call(known.url), call(other.url)]);
  await mend();
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
