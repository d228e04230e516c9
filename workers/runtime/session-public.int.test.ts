import { expect, it } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import type { ServerAccess } from '#lib/contracts/server-settings.ts';
import { openSession, post } from '#lib/mcp/testing/raw-session.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { useRuntime } from './testing/runtime-harness.ts';

const harness = useRuntime({ TRUST_PROXY: '1' });

const greeting: WorkflowDefinitionInput = {
  schemaVersion: 1,
  nodes: [
    {
      id: 'greet',
      key: 'greet',
      type: 'trigger.tool',
      config: { name: 'greet', description: 'Greets', inputSchema: { type: 'object' } },
    },
    { id: 'said', key: 'said', type: 'core.return', config: { value: 'Hello' } },
  ],
  edges: [{ id: 'e', source: { node: 'greet', port: 'out' }, target: { node: 'said', port: 'in' } }],
};
const greet = { id: 1, method: 'tools/call', params: { name: 'greet', arguments: {} } };
const from = (address: string) => ({ 'x-forwarded-for': address });

it('a session of somebody unknown with a public server is for their address, and ends with its being public', async () => {
  const { url, workflowId } = await harness.deploy('Open house', greeting);
  const set = (access: ServerAccess): Promise<unknown> =>
    updateServer({ ...harness.deps, catalog: nodeCatalog }, harness.principal, {
      id: workflowId,
      access,
      settings: {},
    });
  const status = async (): Promise<number> => (await post(url, { id: 0, method: 'ping' })).status;
  await set('public');
  await expect.poll(status, { timeout: 10_000 }).toBe(200);
  const session = await openSession(url, {}, from('203.0.113.7'));
  const answer = await session.send(greet);
  expect(answer.headers.get('x-trace-id')).toBeNull();
  expect(await answer.text()).toContain('Hello');
  expect((await session.send(greet, from('203.0.113.8'))).status).toBe(404);
  expect((await session.send(greet, { authorization: `Bearer ${harness.key}` })).status).toBe(404);
  const stream = await session.listen();
  await set('key');
  await expect.poll(status, { timeout: 10_000 }).toBe(401);
  await expect(stream.text()).rejects.toThrow();
  expect((await session.send(greet)).status).toBe(401);
});
