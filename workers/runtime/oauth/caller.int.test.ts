import { describe, expect, it, vi } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import type { ServerAccess } from '#lib/contracts/server-settings.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { chain, toolTrigger } from '#lib/services/testing/definitions.ts';
import { call } from '../testing/ask-server.ts';
import { oauthClient } from '../testing/oauth-client.ts';
import { useRuntime, type Deployed } from '../testing/runtime-harness.ts';

const harness = useRuntime();
const client = oauthClient(harness);

/** Says who calls. */
async function whoCalls(name: string, access: ServerAccess): Promise<Deployed> {
  const server = await harness.deploy(
    name,
    chain({
      start: toolTrigger(),
      result: { type: 'core.return', config: { value: '{{ run.caller }}' } },
    }),
  );
  await updateServer({ ...harness.deps, catalog: nodeCatalog }, harness.principal, { id: server.workflowId, access });
  return server;
}

describe('run.caller', () => {
  it.each(['oauth', 'key', 'public'] as const)('%s: the run and its record say who called', async (access) => {
    const { userId, email } = harness.principal;
    const server = await whoCalls(`who ${access}`, access);
    const token =
      access === 'oauth' ? (await client.connect(server.url)).access_token : access === 'key' ? harness.key : null;
    const { json } = await vi.waitFor(async () => {
      const answer = await call(server.url, 'echo', { text: 'x' }, token);
      expect(answer.status, answer.text).toBe(200);
      return answer;
    });
    const said = JSON.parse(json.result!.content[0]!.text) as { kind: string; id: string };
    const user = { id: userId, email, emailVerified: false };
    expect(said).toEqual(
      {
        oauth: { kind: 'oauth', id: expect.any(String), name: 'Test client', user },
        key: { kind: 'key', id: expect.any(String), name: 'test', user },
        public: { kind: 'anonymous', id: expect.stringMatching(/^anonymous-/), name: null, user: null },
      }[access],
    );
    const { rows } = await harness.db.pool.query<{ id: string }>('SELECT id FROM execution WHERE workflow_id = $1', [
      server.workflowId,
    ]);
    expect((await getExecution(harness.deps, harness.principal, { id: rows[0]!.id })).caller).toEqual(said);
  });

  it('a person with a verified address is one', async () => {
    await harness.db.pool.query('UPDATE "user" SET email_verified = now() WHERE id = $1', [harness.principal.userId]);
    const server = await whoCalls('verified', 'oauth');
    const { access_token: token } = await client.connect(server.url);
    const { json } = await call(server.url, 'echo', { text: 'x' }, token);
    expect(JSON.parse(json.result!.content[0]!.text)).toMatchObject({ user: { emailVerified: true } });
  });
});
