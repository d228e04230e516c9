import { expect, it, vi } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { useWire } from '#lib/testing/wire.ts';
import { ask } from '../testing/ask-server.ts';
import { oauthClient } from '../testing/oauth-client.ts';
import { useRuntime } from '../testing/runtime-harness.ts';

const wire = useWire();
const harness = useRuntime({}, wire.through);
const client = oauthClient(harness);

it('a warm token is taken without the database, until nobody knows any more which grants live', async () => {
  const server = await harness.deploy('warm', echoDefinition());
  const change = { id: server.workflowId, access: 'oauth' as const };
  await updateServer({ ...harness.deps, catalog: nodeCatalog }, harness.principal, change);
  const { access_token: token } = await client.connect(server.url);
  const list = () => ask(server.url, 'tools/list', {}, token);
  await vi.waitFor(async () => expect((await list()).status).toBe(200), { timeout: 10_000 });

  const query = vi.spyOn(harness.deps.db.pool, 'query');
  await vi.waitFor(
    async () => {
      query.mockClear();
      expect((await list()).status).toBe(200);
      expect(query.mock.calls, 'no poll fell in between').toEqual([]);
    },
    { timeout: 10_000, interval: 10 },
  );
  query.mockRestore();

  await wire.cut();
  expect((await list()).status, 'for the moment').toBe(200);
  const refused = await vi.waitFor(
    async () => {
      const answer = await list();
      expect(answer.status).toBe(503);
      return answer;
    },
    { timeout: 20_000, interval: 200 },
  );
  expect(refused.headers.get('retry-after')).toBe('1');
  await wire.mend();
  await vi.waitFor(async () => expect((await list()).status).toBe(200), { timeout: 20_000, interval: 200 });
}, 60_000);
