import { expect, it, vi } from 'vitest';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { messagesOf, nextOf, openSession } from '#lib/mcp/testing/raw-session.ts';
import { useRuntime } from './testing/runtime-harness.ts';

const harness = useRuntime();

const waiting: WorkflowDefinitionInput = {
  schemaVersion: 1,
  nodes: [
    {
      id: 't',
      key: 'start',
      type: 'trigger.tool',
      config: { name: 'wait', description: 'Waits', inputSchema: { type: 'object' } },
    },
    { id: 'w', key: 'pause', type: 'logic.wait', config: { ms: 3_000 } },
    { id: 'r', key: 'result', type: 'core.return', config: { value: 'in time' } },
  ],
  edges: [
    { id: 'e1', source: { node: 't', port: 'out' }, target: { node: 'w', port: 'in' } },
    { id: 'e2', source: { node: 'w', port: 'out' }, target: { node: 'r', port: 'in' } },
  ],
};

it('a call in a session that ends while its runtime stops is answered', async () => {
  const { url } = await harness.deploy('Waits', waiting);
  const session = await openSession(url, {}, { authorization: `Bearer ${harness.key}` });
  const call = await session.send({ id: 7, method: 'tools/call', params: { name: 'wait', arguments: {} } });
  const told = messagesOf(call);
  const answer = nextOf(told);
  await vi.waitUntil(async () => (await harness.deps.db.pool.query('SELECT FROM execution')).rowCount === 1, {
    timeout: 10_000,
  });
  await harness.runtime.stop(10_000);
  expect(await answer).toMatchObject({ id: 7, result: { content: [{ text: 'in time' }] } });
});
