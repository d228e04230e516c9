import { describe, expect, it, vi } from 'vitest';
import { modernClient, TASKS } from './testing/modern-call.ts';
import { useTaskServer } from './testing/task-server.ts';

const tasks = useTaskServer();

describe('a call that becomes a task', () => {
  it('does so at once where the tool says always, as a run for workers', async () => {
    const { result } = await tasks.call('job');
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
    expect(await tasks.executionOf(taskId)).toMatchObject({ mode: 'queued' });
    expect(await tasks.endOf(taskId)).toMatchObject({
      resultType: 'complete',
      taskId,
      status: 'completed',
      result: { resultType: 'complete', content: [{ type: 'text', text: 'as content' }] },
    });
  });

  it('knows its caller, whoever runs it', async () => {
    const text = tasks.harness.principal.email;
    expect(await tasks.endOf(await tasks.taskOf('who'))).toMatchObject({ result: { content: [{ text }] } });
  });

  it('does so when it is slow, and its run goes on in the process that was called', async () => {
    const taskId = await tasks.taskOf('held', { gate: 'goes-on' });
    expect(await tasks.executionOf(taskId)).toMatchObject({ mode: 'direct', status: 'running' });
    expect((await tasks.get(taskId)).result).toMatchObject({ status: 'working', statusMessage: 'Running' });
    tasks.outside.release('/goes-on');
    expect(await tasks.endOf(taskId)).toMatchObject({
      status: 'completed',
      result: { structuredContent: { slow: true } },
    });
    expect(await tasks.executionOf(taskId)).toMatchObject({ mode: 'direct', status: 'success' });
  });

  it('does so when its run is parked', async () => {
    const taskId = await tasks.taskOf('parked');
    expect((await tasks.get(taskId)).result).toMatchObject({
      status: 'working',
      statusMessage: expect.stringMatching(/^Waiting for a moment \(parked0, /),
    });
    await tasks.client.ask('tasks/cancel', { taskId });
    expect(await tasks.endOf(taskId)).toMatchObject({ status: 'cancelled' });
  });

  it('does not where it is quick, where the tool says never, and where the client knows no tasks', async () => {
    expect((await tasks.call('quick')).result).toMatchObject({
      resultType: 'complete',
      structuredContent: { quick: true },
    });
    expect((await tasks.call('never')).result).toMatchObject({ resultType: 'complete', content: [{ text: 'plain' }] });
    const plain = await tasks.call('slow', { capabilities: {} });
    expect(plain.result).toMatchObject({ resultType: 'complete', structuredContent: { slow: true } });
    expect((await tasks.call('job', { capabilities: {} })).result).toMatchObject({ resultType: 'complete' });
  });

  it('is refused where there is no other way and the client knows none', async () => {
    expect(await tasks.call('only', { capabilities: {} })).toMatchObject({
      status: 400,
      error: { code: -32021, data: { requiredCapabilities: TASKS } },
    });
    expect(await tasks.endOf(await tasks.taskOf('only'))).toMatchObject({ status: 'completed' });
  });

  it('is the same over the SDK’s leg, without content of its own', async () => {
    const params = { name: 'job', arguments: {}, task: { ttl: 60_000 } };
    const { result } = await tasks.client.ask('tools/call', params);
    expect(result).toMatchObject({ resultType: 'task', status: 'working' });
    expect(result).not.toHaveProperty('content');
  });
});

describe('how a task ends', () => {
  it('is completed with the answer, also one that says no or that the run failed', async () => {
    expect(await tasks.endOf(await tasks.taskOf('no'))).toMatchObject({
      status: 'completed',
      result: { content: [{ text: 'not so' }], isError: true },
    });
    const failed = await tasks.endOf(await tasks.taskOf('failing'));
    expect(failed).toMatchObject({ status: 'completed', result: { content: [{ text: 'It fails' }], isError: true } });
    expect(failed).not.toHaveProperty('error');
  });

  it('is failed with an error of the protocol', async () => {
    const ended = await tasks.endOf(await tasks.taskOf('broken'));
    expect(ended).toMatchObject({ status: 'failed', error: { code: -32603, message: 'Nobody can help' } });
    expect(ended).not.toHaveProperty('result');
    const direct = await tasks.call('broken', { capabilities: {} });
    expect(direct.error).toMatchObject({ code: -32603, message: 'Nobody can help' });
  });

  it('is cancelled at once, whichever process runs it', async () => {
    const taskId = await tasks.taskOf('endless');
    expect((await tasks.client.ask('tasks/cancel', { taskId })).result).toEqual({
      resultType: 'complete',
      _meta: expect.anything(),
    });
    await vi.waitFor(async () => expect((await tasks.get(taskId)).result).toMatchObject({ status: 'cancelled' }), {
      timeout: 20_000,
      interval: 20,
    });
    expect((await tasks.client.ask('tasks/cancel', { taskId })).result).toMatchObject({ resultType: 'complete' });
  });
});

describe('a task that asks its caller', () => {
  const asking = { ...TASKS, elicitation: {} };
  const asked = async (taskId: string) => {
    const answer = await vi.waitFor(
      async () => {
        const { result } = await tasks.client.ask('tasks/get', { taskId }, { capabilities: asking });
        expect(result).toMatchObject({ status: 'input_required' });
        return result!;
      },
      { timeout: 20_000, interval: 50 },
    );
    return answer['inputRequests'] as Record<string, unknown>;
  };
  const update = (taskId: string, inputResponses: object) =>
    tasks.client.ask('tasks/update', { taskId, inputResponses }, { capabilities: asking });

  it('tells what it asks, takes the answer once, and goes on', async () => {
    const taskId = await tasks.taskOf('ask');
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
    expect((await tasks.get(taskId)).result).toMatchObject({
      status: 'working',
      statusMessage: 'Waiting for the answer of a person (ask0)',
    });
    const wrong = await update(taskId, { ask0: { action: 'accept', content: { name: 7 } } });
    expect(wrong.error).toMatchObject({ code: -32602, message: expect.stringContaining('/name') });
    expect((await update(taskId, { unknown: { action: 'accept' } })).result).toMatchObject({ resultType: 'complete' });
    expect(Object.keys(await asked(taskId))).toEqual(['ask0']);
    const given = { ask0: { action: 'accept', content: { name: 'Alice' } } };
    expect((await update(taskId, given)).result).toMatchObject({ resultType: 'complete' });
    expect(await tasks.endOf(taskId)).toMatchObject({ status: 'completed', result: { content: [{ text: 'Alice' }] } });
    expect((await update(taskId, given)).result).toMatchObject({ resultType: 'complete' });
  });

  it('is asked for on a retry of nobody else', async () => {
    const taskId = await tasks.taskOf('ask');
    await asked(taskId);
    const { url: elsewhere } = await tasks.another('Elsewhere, too');
    const foreign = modernClient(elsewhere, tasks.harness.key, asking);
    const inputResponses = { ask0: { action: 'accept', content: { name: 'Mallory' } } };
    expect((await foreign.ask('tasks/update', { taskId, inputResponses })).error).toMatchObject({ code: -32602 });
    expect(Object.keys(await asked(taskId))).toEqual(['ask0']);
    await tasks.client.ask('tasks/cancel', { taskId });
    expect(await tasks.endOf(taskId)).toMatchObject({ status: 'cancelled' });
  });
});

it('is cancelled with its call when the caller leaves before it became one', async () => {
  const leave = new AbortController();
  const answer = tasks.call('endless', { signal: leave.signal }).catch(() => 'left');
  const last = `SELECT status FROM execution WHERE trigger_key = 'endless' ORDER BY id DESC LIMIT 1`;
  await vi.waitFor(
    async () => expect((await tasks.harness.db.pool.query(last)).rows).toEqual([{ status: 'running' }]),
    {
      timeout: 20_000,
      interval: 10,
    },
  );
  leave.abort();
  expect(await answer).toBe('left');
  await vi.waitFor(
    async () => expect((await tasks.harness.db.pool.query(last)).rows).toEqual([{ status: 'canceled' }]),
    {
      timeout: 20_000,
      interval: 20,
    },
  );
});
