import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import type { ServerAccess, ServerSettings } from '#lib/contracts/server-settings.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { ask, call, type Answer } from './testing/ask-server.ts';
import { useRuntime, type Deployed } from './testing/runtime-harness.ts';

const harness = useRuntime();

const tool = (name: string, key: string) => ({
  id: key,
  key,
  type: 'trigger.tool',
  config: {
    name,
    description: name,
    inputSchema: { type: 'object', properties: { size: { type: 'integer' } } },
  },
});
const edge = (id: string, from: string, to: string, port = 'out') => ({
  id,
  source: { node: from, port },
  target: { node: to, port: 'in' },
});
/** Greets, answers as many letters as asked for, fails as written, fails by itself, waits. */
const offered = (): WorkflowDefinitionInput => ({
  schemaVersion: 1,
  nodes: [
    tool('greet', 'greet'),
    { id: 'g', key: 'hello', type: 'core.return', config: { value: { hello: 'world' } } },
    tool('letters', 'letters'),
    { id: 'l', key: 'many', type: 'core.return', config: { value: "{{ 'x'.repeat(input.size) }}" } },
    tool('refuse', 'refuse'),
    { id: 'r', key: 'no', type: 'core.fail', config: { message: 'We are closed.' } },
    tool('break', 'break_'),
    { id: 'b', key: 'secretStep', type: 'data.sort', config: { items: '{{ 5 }}', by: '', order: 'asc' } },
    tool('slow', 'slow'),
    { id: 's', key: 'nap', type: 'logic.wait', config: { ms: 3_600_000 } },
    tool('mirror', 'mirror'),
    { id: 'm', key: 'same', type: 'core.return', config: { value: '{{ input }}' } },
    tool('fetch', 'fetch'),
    { id: 'f', key: 'page', type: 'http.request', config: { method: 'GET', url: `${harness.slowUrl}/800` } },
  ],
  edges: [
    edge('e1', 'greet', 'g'),
    edge('e2', 'letters', 'l'),
    edge('e3', 'refuse', 'r'),
    edge('e4', 'break_', 'b'),
    edge('e5', 'slow', 's'),
    edge('e6', 'fetch', 'f'),
    edge('e7', 'mirror', 'm'),
  ],
});

async function set(server: Deployed, access: ServerAccess, settings: Omit<ServerSettings, 'v'> = {}): Promise<void> {
  const deps = { ...harness.deps, catalog: nodeCatalog };
  await updateServer(deps, harness.principal, { id: server.workflowId, access, settings });
}

/** Until the runtime serves what was set. */
const settles = (check: () => Promise<number>, status: number): Promise<void> =>
  expect.poll(check, { timeout: 10_000 }).toBe(status);

describe('a public server', () => {
  let server: Deployed;
  beforeAll(async () => {
    server = await harness.deploy('Open house', offered());
  });

  it('answers nobody without credentials before it is public, and again after', async () => {
    const list = async (): Promise<number> => (await ask(server.url, 'tools/list')).status;
    expect(await list()).toBe(401);
    await set(server, 'public');
    await settles(list, 200);
    expect((await call(server.url, 'greet')).json.result?.content[0]?.text).toBe('{"hello":"world"}');
    await set(server, 'key');
    await settles(list, 401);
    await set(server, 'public');
    await settles(list, 200);
  });

  it('tells them nothing of the run, its steps or its trace', async () => {
    const answers = [
      await call(server.url, 'greet'),
      await call(server.url, 'break'),
      await call(server.url, 'slow'),
      await call(server.url, 'nothing_of_that_name'),
      await call(server.url, 'greet', { size: 'wrong' }),
    ];
    for (const { headers, text } of answers) {
      expect(headers.get('x-trace-id')).toBeNull();
      expect(text).not.toMatch(/executionId|secretStep|nap|Trace id|[0-9a-f]{8}-[0-9a-f]{4}-7/);
    }
    expect(answers[1]?.json.result).toMatchObject({ isError: true, content: [{ text: 'The tool failed.' }] });
    expect(answers[2]?.json.result?.content[0]?.text).toBe('This run is not finished; it goes on by itself.');
    expect((await call(server.url, 'refuse')).json.result?.content[0]?.text).toContain('We are closed.');
    const known = await call(server.url, 'greet', {}, harness.key);
    expect(known.text).toContain('executionId');
    expect(known.headers.get('x-trace-id')).not.toBeNull();
  });

  it('takes declared inputs from them, and no others', async () => {
    const sent = { size: 3, model: 'dearest', runId: 'mine' };
    const answer = async (key: string | null): Promise<unknown> =>
      JSON.parse((await call(server.url, 'mirror', sent, key)).json.result!.content[0]!.text);
    expect(await answer(null)).toEqual({ size: 3 });
    expect(await answer(harness.key)).toEqual(sent);
  });

  it('does not take bad credentials for none', async () => {
    expect((await call(server.url, 'greet', {}, 'tw_nonsense')).status).toBe(401);
    const { key } = await harness.stranger();
    expect((await call(server.url, 'greet', {}, key)).status).toBe(404);
  });

  it('holds each address to its calls, while keys go on', async () => {
    await set(server, 'public', { publicLimits: { callsPerMinute: 2 } });
    const seen: Answer[] = [];
    await expect
      .poll(async () => seen.push(await call(server.url, 'greet')) && seen.at(-1)?.status, { timeout: 10_000 })
      .toBe(429);
    expect(Number(seen.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(server.url, 'tools/list')).status).toBe(200);
    expect((await call(server.url, 'greet', {}, harness.key)).status).toBe(200);
  });

  it('caps what all of them spend in the workspace, whichever server they call', async () => {
    const other = await harness.deploy('Other house', offered());
    const publicLimits = { callsPerMinute: 1_000, callsPerDay: 1_000, workspaceCallsPerDay: 1 };
    await set(other, 'public', { publicLimits });
    await settles(async () => (await call(other.url, 'greet')).status, 429);
  });
});

describe('limits of a server', () => {
  let server: Deployed;
  const withKey = (name: string, args: object = {}): Promise<Answer> => call(server.url, name, args, harness.key);
  beforeAll(async () => {
    server = await harness.deploy('Narrow door', offered());
  });

  it('are none until they are set', async () => {
    expect((await withKey('letters', { size: 5_000 })).json.result?.isError).toBeUndefined();
  });

  it('answer a result that is too large with an error that a model can act on', async () => {
    await set(server, 'key', { limits: { resultBytes: 2_000 } });
    await expect
      .poll(async () => (await withKey('letters', { size: 5_000 })).json.result?.isError, { timeout: 10_000 })
      .toBe(true);
    const { result } = (await withKey('letters', { size: 5_000 })).json;
    expect(result?.content[0]?.text).toMatch(/at most 2000/);
    expect((await withKey('letters', { size: 50 })).json.result?.isError).toBeUndefined();
  });

  it('refuse a body that is too large', async () => {
    await set(server, 'key', { limits: { bodyBytes: 1_024 } });
    await settles(async () => (await withKey('greet', { text: 'x'.repeat(2_000) })).status, 413);
    expect((await withKey('greet')).status).toBe(200);
  });

  it('refuse calls over the rate, with the time to wait', async () => {
    await set(server, 'key', { limits: { callsPerMinute: 1 } });
    await settles(async () => (await withKey('greet')).status, 429);
    const refused = await withKey('greet');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.json.error?.message).toMatch(/calls a minute/);
  });

  it('refuse calls over the number at once, and give the place back', async () => {
    await set(server, 'key', { limits: { concurrentCalls: 1 } });
    await expect
      .poll(async () => (await Promise.all([withKey('fetch'), withKey('fetch')])).map(({ status }) => status).sort(), {
        timeout: 15_000,
      })
      .toEqual([200, 429]);
    expect((await withKey('greet')).status).toBe(200);
  });
});
