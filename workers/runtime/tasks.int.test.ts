import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';
import { createWorkerDeps } from '#lib/server/worker-deps.ts';
import { createApiKey } from '#lib/services/api-keys/create-api-key.ts';
import { createCore } from '#lib/server/core.ts';
import { wireIdentity } from '#lib/server/identity-wiring.ts';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { deleteExpiredRows } from '#lib/db/system/expired-rows.ts';
import { startWorker, type RunningWorker } from '#workers/processors/start-worker.ts';
import { findFreePort } from '../../scripts/free-port.ts';
import { startHeldServer, type HeldServer } from '../../e2e/mcp/held-server.ts';
import { modernClient, TASKS, type ModernClient } from './testing/modern-call.ts';
import { clients } from './testing/sdk-clients.ts';
import { useRuntime } from './testing/runtime-harness.ts';

const harness = useRuntime({ MCP_TASK_AFTER_MS: '400', MCP_HOLD_MS: '400', OUTBOUND_ALLOW: '127.0.0.1' });
let worker: RunningWorker;
/** What the tool `held` waits for, by the name of a gate. */
let outside: HeldServer;

beforeAll(async () => {
  outside = await startHeldServer();
  worker = await startWorker(createWorkerDeps({ ...harness.deps.config, workerPort: await findFreePort() }));
});
afterAll(async () => {
  await worker.stop(1_000);
  await outside[Symbol.asyncDispose]();
});

type Node = WorkflowDefinitionInput['nodes'][number];
type Tools = Record<string, { tasks?: string; does: Pick<Node, 'type' | 'config'>[] }>;

/** A workflow of tools, each of which does some things in a row. */
function toolsOf(tools: Tools, settings: WorkflowDefinitionInput['settings'] = {}): WorkflowDefinitionInput {
  const rows = Object.entries(tools).map(([name, { tasks, does }]) => [
    {
      id: name,
      key: name,
      type: 'trigger.tool',
      config: { name, description: name, inputSchema: { type: 'object' }, ...(tasks && { tasks }) },
    },
    ...does.map((node, at) => ({ ...node, id: `${name}${at}`, key: `${name}${at}` })),
  ]);
  const edges = rows.flatMap((row) =>
    row.slice(1).map(({ id }, at) => ({
      id: `to${id}`,
      source: { node: row[at]!.id, port: 'out' },
      target: { node: id, port: 'in' },
    })),
  );
  return { schemaVersion: 1, settings, nodes: rows.flat(), edges };
}

const answers = (value: unknown, more: object = {}) => ({ type: 'core.return', config: { value, ...more } });
const calls = (ms: number) => ({ type: 'http.request', config: { method: 'GET', url: `${harness.slowUrl}/${ms}` } });
const asks = (field: string) => ({
  type: 'human.input',
  config: {
    message: `Which ${field}?`,
    schema: { type: 'object', properties: { [field]: { type: 'string' } }, required: [field] },
  },
});
const held = () => ({
  type: 'http.request',
  config: { method: 'GET', url: `${outside.origin}/{{ input.gate }}` },
});
const waits = (ms: number) => ({ type: 'logic.wait', config: { ms } });

const tools = (): WorkflowDefinitionInput =>
  toolsOf({
    quick: { does: [answers({ quick: true })] },
    slow: { does: [calls(1_200), answers({ slow: true })] },
    held: { does: [held(), answers({ slow: true })] },
    endless: { does: [calls(60_000)] },
    parked: { does: [waits(120_000), answers('late')] },
    job: { tasks: 'always', does: [calls(50), answers('done', { content: [{ type: 'text', text: 'as content' }] })] },
    no: { tasks: 'always', does: [answers('not so', { isError: true })] },
    failing: { tasks: 'always', does: [{ type: 'core.fail', config: { message: 'It fails' } }] },
    broken: {
      tasks: 'always',
      does: [{ type: 'core.fail', config: { message: 'Nobody can help', asProtocolError: true } }],
    },
    only: { tasks: 'required', does: [answers('only')] },
    never: { tasks: 'never', does: [calls(1_000), answers('plain')] },
    ask: { tasks: 'always', does: [asks('name'), answers('{{ steps.ask0.data.name }}')] },
    who: { tasks: 'always', does: [answers('{{ run.caller.user.email }}')] },
  });

async function setServer(change: Parameters<typeof updateServer>[2]): Promise<void> {
  const core = createCore('web', harness.deps.config);
  await updateServer({ ...core, catalog: nodeCatalog }, harness.principal, change);
  await core.close();
}

let url: string;
let workflowId: string;
let client: ModernClient;
beforeAll(async () => {
  ({ url, workflowId } = await harness.deploy('Tasks', tools()));
  client = modernClient(url, harness.key);
});

const call = (name: string, options?: Parameters<ModernClient['ask']>[2]) =>
  client.ask('tools/call', { name, arguments: {} }, options);

async function taskOf(name: string, given: object = {}): Promise<string> {
  const { result } = await client.ask('tools/call', { name, arguments: given });
  expect(result).toMatchObject({ resultType: 'task', status: 'working' });
  return String(result?.['taskId']);
}

const get = (taskId: string, by = client) => by.ask('tasks/get', { taskId });

async function endOf(taskId: string): Promise<Record<string, unknown>> {
  const ended = ['completed', 'failed', 'cancelled'];
  return vi.waitFor(
    async () => {
      const { result } = await get(taskId);
      if (!ended.includes(String(result?.['status']))) throw new Error(`The task is ${String(result?.['status'])}`);
      return result!;
    },
    { timeout: 20_000, interval: 50 },
  );
}

const executionOf = async (taskId: string): Promise<{ id: string; mode: string; status: string }> => {
  const text = `SELECT e.id, e.mode, e.status FROM task t JOIN execution e ON e.id = t.execution_id WHERE t.id = $1`;
  return (await harness.db.pool.query(text, [taskId])).rows[0];
};

describe('a call that becomes a task', () => {
  it('does so at once where the tool says always, as a run for workers', async () => {
    const { result } = await call('job');
    expect(result).toEqual({
      resultType: 'task',
      taskId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: 'working',
      createdAt: expect.any(String),
      lastUpdatedAt: expect.any(String),
      ttlMs: 7 * 24 * 3_600_000,
      pollIntervalMs: 1_000,
      _meta: expect.anything(),
    });
    const taskId = String(result?.['taskId']);
    expect(await executionOf(taskId)).toMatchObject({ mode: 'queued' });
    expect(await endOf(taskId)).toMatchObject({
      resultType: 'complete',
      taskId,
      status: 'completed',
      result: { content: [{ type: 'text', text: 'as content' }] },
    });
  });

  it('knows its caller, whoever runs it', async () => {
    const text = harness.principal.email;
    expect(await endOf(await taskOf('who'))).toMatchObject({ result: { content: [{ text }] } });
  });

  it('does so when it is slow, and its run goes on in the process that was called', async () => {
    const taskId = await taskOf('held', { gate: 'goes-on' });
    expect(await executionOf(taskId)).toMatchObject({ mode: 'direct', status: 'running' });
    expect((await get(taskId)).result).toMatchObject({ status: 'working', statusMessage: 'Running' });
    outside.release('/goes-on');
    expect(await endOf(taskId)).toMatchObject({ status: 'completed', result: { structuredContent: { slow: true } } });
    expect(await executionOf(taskId)).toMatchObject({ mode: 'direct', status: 'success' });
  });

  it('does so when its run is parked', async () => {
    const taskId = await taskOf('parked');
    expect((await get(taskId)).result).toMatchObject({
      status: 'working',
      statusMessage: expect.stringMatching(/^Waiting for a moment \(parked0, /),
    });
    await client.ask('tasks/cancel', { taskId });
    expect(await endOf(taskId)).toMatchObject({ status: 'cancelled' });
  });

  it('does not where it is quick, where the tool says never, and where the client knows no tasks', async () => {
    expect((await call('quick')).result).toMatchObject({ resultType: 'complete', structuredContent: { quick: true } });
    expect((await call('never')).result).toMatchObject({ resultType: 'complete', content: [{ text: 'plain' }] });
    const plain = await call('slow', { capabilities: {} });
    expect(plain.result).toMatchObject({ resultType: 'complete', structuredContent: { slow: true } });
    expect((await call('job', { capabilities: {} })).result).toMatchObject({ resultType: 'complete' });
  });

  it('is refused where there is no other way and the client knows none', async () => {
    expect(await call('only', { capabilities: {} })).toMatchObject({
      status: 400,
      error: { code: -32021, data: { requiredCapabilities: TASKS } },
    });
    expect(await endOf(await taskOf('only'))).toMatchObject({ status: 'completed' });
  });

  it('is the same over the SDK’s leg, without content of its own', async () => {
    const params = { name: 'job', arguments: {}, task: { ttl: 60_000 } };
    const { result } = await client.ask('tools/call', params);
    expect(result).toMatchObject({ resultType: 'task', status: 'working' });
    expect(result).not.toHaveProperty('content');
  });
});

describe('how a task ends', () => {
  it('is completed with the answer, also one that says no or that the run failed', async () => {
    expect(await endOf(await taskOf('no'))).toMatchObject({
      status: 'completed',
      result: { content: [{ text: 'not so' }], isError: true },
    });
    const failed = await endOf(await taskOf('failing'));
    expect(failed).toMatchObject({ status: 'completed', result: { content: [{ text: 'It fails' }], isError: true } });
    expect(failed).not.toHaveProperty('error');
  });

  it('is failed with an error of the protocol', async () => {
    const ended = await endOf(await taskOf('broken'));
    expect(ended).toMatchObject({ status: 'failed', error: { code: -32603, message: 'Nobody can help' } });
    expect(ended).not.toHaveProperty('result');
    const direct = await call('broken', { capabilities: {} });
    expect(direct.error).toMatchObject({ code: -32603, message: 'Nobody can help' });
  });

  it('is cancelled at once, whichever process runs it', async () => {
    const taskId = await taskOf('endless');
    expect((await client.ask('tasks/cancel', { taskId })).result).toEqual({
      resultType: 'complete',
      _meta: expect.anything(),
    });
    await vi.waitFor(async () => expect((await get(taskId)).result).toMatchObject({ status: 'cancelled' }), {
      timeout: 20_000,
      interval: 20,
    });
    expect((await client.ask('tasks/cancel', { taskId })).result).toMatchObject({ resultType: 'complete' });
  });
});

describe('a task that asks its caller', () => {
  const asking = { ...TASKS, elicitation: {} };
  const asked = async (taskId: string) => {
    const answer = await vi.waitFor(
      async () => {
        const { result } = await client.ask('tasks/get', { taskId }, { capabilities: asking });
        expect(result).toMatchObject({ status: 'input_required' });
        return result!;
      },
      { timeout: 20_000, interval: 50 },
    );
    return answer['inputRequests'] as Record<string, unknown>;
  };
  const update = (taskId: string, inputResponses: object) =>
    client.ask('tasks/update', { taskId, inputResponses }, { capabilities: asking });

  it('tells what it asks, takes the answer once, and goes on', async () => {
    const taskId = await taskOf('ask');
    expect(await asked(taskId)).toEqual({
      ask0: {
        method: 'elicitation/create',
        params: {
          message: 'Which name?',
          requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
        },
      },
    });
    // Who cannot be asked is told why it takes so long.
    expect((await get(taskId)).result).toMatchObject({
      status: 'working',
      statusMessage: 'Waiting for the answer of a person (ask0)',
    });
    const wrong = await update(taskId, { ask0: { action: 'accept', content: { name: 7 } } });
    expect(wrong.error).toMatchObject({ code: -32602, message: expect.stringContaining('/name') });
    expect((await update(taskId, { unknown: { action: 'accept' } })).result).toMatchObject({ resultType: 'complete' });
    expect(Object.keys(await asked(taskId))).toEqual(['ask0']);
    const given = { ask0: { action: 'accept', content: { name: 'Alice' } } };
    expect((await update(taskId, given)).result).toMatchObject({ resultType: 'complete' });
    expect(await endOf(taskId)).toMatchObject({ status: 'completed', result: { content: [{ text: 'Alice' }] } });
    expect((await update(taskId, given)).result).toMatchObject({ resultType: 'complete' });
  });

  it('is asked for on a retry of nobody else', async () => {
    const taskId = await taskOf('ask');
    await asked(taskId);
    const { url: elsewhere } = await harness.deploy('Elsewhere, too', tools());
    const foreign = modernClient(elsewhere, harness.key, asking);
    const inputResponses = { ask0: { action: 'accept', content: { name: 'Mallory' } } };
    expect((await foreign.ask('tasks/update', { taskId, inputResponses })).error).toMatchObject({ code: -32602 });
    expect(Object.keys(await asked(taskId))).toEqual(['ask0']);
    await client.ask('tasks/cancel', { taskId });
    expect(await endOf(taskId)).toMatchObject({ status: 'cancelled' });
  });
});

describe('a client without tasks, where the server offers get_run', () => {
  const plain = (name: string, given: object = {}, progressToken?: string) =>
    client.ask(
      'tools/call',
      { name, arguments: given },
      { capabilities: {}, ...(progressToken !== undefined && { progressToken }) },
    );
  const idIn = ({ result }: Awaited<ReturnType<typeof plain>>): string =>
    String((result?.['_meta'] as Record<string, unknown>)['toolwright/executionId']);
  const textOf = ({ result }: Awaited<ReturnType<typeof plain>>): string =>
    (result?.['content'] as { text: string }[])[0]!.text;

  beforeAll(async () => {
    await setServer({ id: workflowId, settings: { getRunTool: true } });
    await vi.waitFor(
      async () => {
        const { result } = await client.ask('tools/list', {});
        expect((result?.['tools'] as { name: string }[]).at(-1)?.name).toBe('get_run');
      },
      { timeout: 20_000, interval: 50 },
    );
  });

  it('is told the run past the limit, and asks for its result', async () => {
    const handle = await plain('held', { gate: 'past' });
    const runId = idIn(handle);
    expect(textOf(handle)).toBe(
      `This run is not finished. It goes on by itself; its id is ${runId}. Call the tool "get_run" with {"runId": "${runId}"} to learn what became of it.`,
    );
    expect(textOf(await plain('get_run', { runId }))).toContain('not finished');
    outside.release('/past');
    await vi.waitFor(
      async () =>
        expect((await plain('get_run', { runId })).result).toMatchObject({ structuredContent: { slow: true } }),
      { timeout: 20_000, interval: 100 },
    );
  });

  it.each(clients)('is %s, which gets an answer before it gives up', async (_name, connect) => {
    const impatient = { timeout: 20_000 };
    const gate = crypto.randomUUID();
    const asking = await connect(url, harness.key);
    const handle = await asking.call('held', { gate }, impatient);
    expect(handle.content[0]!.text).toContain('This run is not finished');
    const runId = String(handle._meta?.['toolwright/executionId']);
    outside.release(`/${gate}`);
    await vi.waitFor(
      async () =>
        expect((await asking.call('get_run', { runId }, impatient)).structuredContent).toEqual({ slow: true }),
      { timeout: 20_000, interval: 100 },
    );
    await asking.close();
  });

  it('is told it while the run waits for a person, too', async () => {
    const handle = await plain('parked');
    expect(textOf(handle)).toMatch(/it waits for a moment \(parked0, .*Call the tool "get_run"/);
    expect(textOf(await plain('get_run', { runId: idIn(handle) }))).toContain('it waits for a moment');
  });

  it('is held while it sees progress', async () => {
    expect((await plain('slow', {}, 'token')).result).toMatchObject({ structuredContent: { slow: true } });
  });

  it('learns nothing of runs of others, of other servers, and of what was never told', async () => {
    const told = await plain('held', { gate: 'told' });
    const quick = idIn(await plain('quick'));
    const { url: elsewhere } = await harness.deploy('No such run', tools());
    const foreign = await modernClient(elsewhere, harness.key, {}).ask('tools/call', {
      name: 'get_run',
      arguments: { runId: idIn(told) },
    });
    expect(foreign.error).toMatchObject({ code: -32602 });
    for (const runId of [quick, crypto.randomUUID(), 'nonsense', '']) {
      const answer = await plain('get_run', { runId });
      expect(answer.result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('no run') }] });
    }
    expect((await plain('get_run')).result).toMatchObject({ isError: true });
  });
});

describe('whose a task is', () => {
  const unknown = { error: { code: -32602, message: 'There is no such task (any more)' } };

  it('is its caller’s at its server, and to all others as if it were not', async () => {
    const taskId = await taskOf('job');
    await endOf(taskId);
    const core = createCore('web', harness.deps.config);
    const { key } = await createApiKey(wireIdentity(core), harness.principal, { name: 'another' });
    await core.close();
    const stranger = await harness.stranger();
    const elsewhere = await harness.deploy('Elsewhere', tools());
    const foreign = await stranger.deploy('Foreign', tools());
    const others = [
      modernClient(url, key),
      modernClient(elsewhere.url, harness.key),
      modernClient(foreign.url, stranger.key),
    ];
    for (const other of others) {
      for (const method of ['tasks/get', 'tasks/cancel', 'tasks/update']) {
        const params = { taskId, ...(method === 'tasks/update' && { inputResponses: {} }) };
        expect(await other.ask(method, params)).toMatchObject(unknown);
      }
    }
    for (const none of [crypto.randomUUID(), 'no such id', '']) expect(await get(none)).toMatchObject(unknown);
  });

  it('is nobody’s who does not declare tasks, and its name is in the header', async () => {
    const taskId = await taskOf('job');
    const undeclared = await client.ask('tasks/get', { taskId }, { capabilities: {} });
    expect(undeclared).toMatchObject({ status: 400, error: { code: -32021 } });
    const elsewhere = await client.ask('tasks/get', { taskId }, { headers: { 'mcp-name': 'another' } });
    expect(elsewhere).toMatchObject({ status: 400, error: { code: -32020 } });
    for (const removed of ['tasks/list', 'tasks/result'])
      expect(await client.ask(removed, { taskId })).toMatchObject({ status: 404, error: { code: -32601 } });
  });

  it('takes nobody who may not call, and no notices for who does not declare it', async () => {
    const taskId = await taskOf('job');
    const core = createCore('web', harness.deps.config);
    const reader = await createApiKey(wireIdentity(core), harness.principal, { name: 'reads', scopes: ['mcp:read'] });
    await core.close();
    expect((await modernClient(url, reader.key).ask('tasks/get', { taskId })).status).toBe(403);
    const notifications = { taskIds: [taskId] };
    const listening = await client.ask('subscriptions/listen', { notifications }, { capabilities: {} });
    expect(listening).toMatchObject({ status: 400, error: { code: -32021, data: { requiredCapabilities: TASKS } } });
  });

  it('is never one of somebody unknown', async () => {
    const open = await harness.deploy('Open', tools());
    await setServer({ id: open.workflowId, access: 'public', settings: { getRunTool: true } });
    const nobody = modernClient(open.url, null);
    const listed = await vi.waitFor(
      async () => {
        const { status, result } = await nobody.ask('tools/list', {});
        expect(status).toBe(200);
        return (result?.['tools'] as { name: string }[]).map(({ name }) => name);
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(listed).not.toContain('get_run');
    const called = await nobody.ask('tools/call', { name: 'job', arguments: {} });
    expect(called.result).toMatchObject({ resultType: 'complete', content: [{ text: 'as content' }] });
    const own = modernClient(open.url, harness.key);
    const { result } = await own.ask('tools/call', { name: 'job', arguments: {} });
    const taskId = String(result?.['taskId']);
    expect((await own.ask('tasks/get', { taskId })).result).toMatchObject({ taskId });
    expect((await nobody.ask('tasks/get', { taskId })).result).toBeUndefined();
    const asked = await nobody.ask('tools/call', {
      name: 'get_run',
      arguments: { runId: (await executionOf(taskId)).id },
    });
    expect(asked.result).toMatchObject({ isError: true });
  });

  it('expires', async () => {
    const taskId = await taskOf('job');
    await endOf(taskId);
    await harness.db.pool.query(`UPDATE task SET expires_at = now() WHERE id = $1`, [taskId]);
    expect(await get(taskId)).toMatchObject(unknown);
    await deleteExpiredRows(harness.db.pool, Date.now());
    expect((await harness.db.pool.query('SELECT 1 FROM task WHERE id = $1', [taskId])).rowCount).toBe(0);
  });
});

it('is cancelled with its call when the caller leaves before it became one', async () => {
  const leave = new AbortController();
  const answer = call('endless', { signal: leave.signal }).catch(() => 'left');
  const last = `SELECT status FROM execution WHERE trigger_key = 'endless' ORDER BY id DESC LIMIT 1`;
  await vi.waitFor(async () => expect((await harness.db.pool.query(last)).rows).toEqual([{ status: 'running' }]), {
    timeout: 20_000,
    interval: 10,
  });
  leave.abort();
  expect(await answer).toBe('left');
  await vi.waitFor(async () => expect((await harness.db.pool.query(last)).rows).toEqual([{ status: 'canceled' }]), {
    timeout: 20_000,
    interval: 20,
  });
});
