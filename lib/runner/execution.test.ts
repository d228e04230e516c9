import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { NodeFailure, type OutboundResponse } from '#lib/kit/node-executor.ts';
import type { OutboundHttp, RunEvent } from './ports.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { run, story } from './testing/run-workflow.ts';
import { aWorkflow, type WorkflowBuilder } from './testing/workflow-builder.ts';

type Fetch = OutboundHttp['fetch'];
const started = (): WorkflowBuilder => aWorkflow().node('start', 'trigger.manual');
const get = (url = 'https://api.test/x', more = {}): Record<string, unknown> => ({ method: 'GET', url, ...more });
const post = (more = {}): Record<string, unknown> => ({ method: 'POST', url: 'https://api.test/x', body: { a: 1 }, ...more });
const retry = { maxAttempts: 3, backoffMs: 1, factor: 2, maxBackoffMs: 50 };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function answer(status = 200, body: unknown = { ok: true }, headers: Record<string, string> = {}): OutboundResponse {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: bytes, url: 'https://api.test/x' };
}

/** Never answers; rejects as the guard does when it is aborted after sending. */
const hang: Fetch = ({ signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new NodeFailure('canceled', 'stopped', { mayHaveHappened: true })), { once: true });
  });

/** Answers with each of `answers` in turn, and keeps the requests. */
function scripted(...answers: (OutboundResponse | Error)[]): { fetch: Fetch; requests: Parameters<Fetch>[0][] } {
  const requests: Parameters<Fetch>[0][] = [];
  return {
    requests,
    fetch: async (request) => {
      const next = answers[Math.min(requests.length, answers.length - 1)]!;
      requests.push(request);
      if (next instanceof Error) throw next;
      return next;
    },
  };
}

describe('Retries', () => {
  it('each attempt is a record; onError applies after the last', async () => {
    const { fetch } = scripted(answer(503), answer(503), answer());
    const end = await run(started().node('a', 'http.request', get(), { policy: { retry } }).chain('start', 'a').build(), { ports: memoryPorts({ fetch }) });
    expect(story(end)).toEqual(['start:success', 'a:error', 'a#2:error', 'a#3:success']);
    expect(end.steps.map((step) => step.seq)).toEqual([1, 2, 3, 4]);
  });
  it('maxAttempts counts the first', async () => {
    const { fetch, requests } = scripted(answer(503));
    const end = await run(started().node('a', 'http.request', get(), { policy: { retry } }).chain('start', 'a').build(), { ports: memoryPorts({ fetch }) });
    expect(requests).toHaveLength(3);
    expect(end.error).toMatchObject({ code: 'http_status', attempt: 3, details: { status: 503 } });
  });
  it('waits for Retry-After, up to maxBackoffMs', async () => {
    const { fetch } = scripted(answer(429, {}, { 'retry-after': '7' }), answer());
    const from = performance.now();
    await run(started().node('a', 'http.request', get(), { policy: { retry: { ...retry, maxBackoffMs: 40 } } }).chain('start', 'a').build(), { ports: memoryPorts({ fetch }) });
    const waited = performance.now() - from;
    expect(waited).toBeGreaterThanOrEqual(39);
    expect(waited).toBeLessThan(5_000);
  });
  it.each([400, 401, 404, 422])('status %i is not retried', async (status) => {
    const { fetch, requests } = scripted(answer(status));
    await run(started().node('a', 'http.request', get(), { policy: { retry } }).chain('start', 'a').build(), { ports: memoryPorts({ fetch }) });
    expect(requests).toHaveLength(1);
  });
  it.each([408, 425, 429, 500])('status %i is retried', async (status) => {
    const { fetch, requests } = scripted(answer(status), answer());
    await run(started().node('a', 'http.request', get(), { policy: { retry } }).chain('start', 'a').build(), { ports: memoryPorts({ fetch }) });
    expect(requests).toHaveLength(2);
  });
  it('a non-idempotent write that may have happened is not retried, and the error says so', async () => {
    const lost = new NodeFailure('outbound_failed', 'lost', { retryable: true, mayHaveHappened: true });
    const { fetch, requests } = scripted(lost, answer());
    const end = await run(started().node('a', 'http.request', post(), { policy: { retry } }).chain('start', 'a').build(), { ports: memoryPorts({ fetch }) });
    expect(requests).toHaveLength(1);
    expect(end.error).toMatchObject({ code: 'outbound_failed', details: { mayHaveHappened: true } });
  });
  it('a write that never left is retried, an idempotent one always', async () => {
    const refused = new NodeFailure('outbound_failed', 'no connection', { retryable: true });
    const lost = new NodeFailure('outbound_failed', 'lost', { retryable: true, mayHaveHappened: true });
    for (const [failure, config] of [[refused, post()], [lost, post({ idempotent: true })], [lost, { ...post(), method: 'PUT' }]] as const) {
      const { fetch, requests } = scripted(failure, answer());
      const end = await run(started().node('a', 'http.request', config, { policy: { retry } }).chain('start', 'a').build(), { ports: memoryPorts({ fetch }) });
      expect([end.status, requests.length]).toEqual(['success', 2]);
    }
  });
  it('expression and config errors are not retried', async () => {
    const { fetch, requests } = scripted(answer());
    const end = await run(started().node('a', 'http.request', get('{{ input() }}'), { policy: { retry } }).chain('start', 'a').build(), { input: 1, ports: memoryPorts({ fetch }) });
    expect([story(end), requests.length]).toEqual([['start:success', 'a:error'], 0]);
  });
});

describe('Timeouts and cancel', () => {
  it('policy.timeoutMs is for one attempt, aborts the work outside, and is an error like any other', async () => {
    const signals: AbortSignal[] = [];
    const fetch: Fetch = (request) => (signals.push(request.signal), hang(request));
    const workflow = started().node('a', 'http.request', get(), { policy: { timeoutMs: 20, retry: { ...retry, maxAttempts: 2 } } }).node('late', 'data.set', { value: '{{ steps.a.error.code }}' });
    const end = await run(workflow.edge('start', 'a').edge('a:error', 'late').build(), { ports: memoryPorts({ fetch }) });
    expect(end.output).toBe('timeout');
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
  });
  it('a write that timed out once sent may have happened and is not retried', async () => {
    const end = await run(started().node('a', 'http.request', post(), { policy: { timeoutMs: 20, retry } }).chain('start', 'a').build(), { ports: memoryPorts({ fetch: hang }) });
    expect(end.steps).toHaveLength(2);
    expect(end.error).toMatchObject({ code: 'timeout', details: { mayHaveHappened: true } });
  });
  it('settings.timeoutMs is for the run, and nothing in it can catch it', async () => {
    const workflow = started().settings({ timeoutMs: 30 }).node('a', 'http.request', get(), { policy: { onError: 'continue' } }).chain('start', 'a');
    const end = await run(workflow.build(), { ports: memoryPorts({ fetch: hang }) });
    expect(end).toMatchObject({ status: 'timeout', error: { code: 'timeout' } });
    expect(story(end)).toEqual(['start:success', 'a:canceled']);
  });
  it('pure steps cannot outrun it either', async () => {
    const workflow = started().settings({ timeoutMs: 1 });
    const keys = Array.from({ length: 300 }, (_, index) => `n${index}`);
    for (const key of keys) workflow.node(key, 'data.set', { value: '{{ [1,2,3,4,5,6,7,8,9].map(x => [1,2,3,4,5,6,7,8,9].map(y => x * y)) }}' });
    const end = await run(workflow.chain('start', ...keys).build());
    expect(end.status).toBe('timeout');
  });
  it('cancel stops everything; a write without receipt is unknown', async () => {
    const controller = new AbortController();
    const workflow = started().node('read', 'http.request', get()).node('write', 'http.request', post()).edge('start', 'read', 'write');
    setTimeout(() => controller.abort(), 20);
    const end = await run(workflow.build(), { ports: memoryPorts({ fetch: hang }), signal: controller.signal });
    expect(end.status).toBe('canceled');
    expect(story(end)).toEqual(['start:success', 'read:canceled', 'write:unknown']);
  });
  it('a run that is canceled before it begins does nothing', async () => {
    const end = await run(started().build(), { signal: AbortSignal.abort() });
    expect(end).toMatchObject({ status: 'canceled', steps: [] });
  });
  it('cancel ends the pause between attempts', async () => {
    const controller = new AbortController();
    const { fetch } = scripted(answer(503));
    const policy = { retry: { ...retry, backoffMs: 30_000, maxBackoffMs: 30_000 } };
    setTimeout(() => controller.abort(), 30);
    const end = await run(started().node('a', 'http.request', get(), { policy }).chain('start', 'a').build(), { ports: memoryPorts({ fetch }), signal: controller.signal });
    expect(story(end)).toEqual(['start:success', 'a:error', 'a#2:canceled']);
  });
});

describe('Ending', () => {
  it('after a return running steps are aborted, and the result is answered at once', async () => {
    const workflow = started().node('slow', 'http.request', get()).node('fast', 'core.return', { value: 'done' }).edge('start', 'slow', 'fast');
    const end = await run(workflow.build(), { ports: memoryPorts({ fetch: hang }) });
    expect(end.output).toBe('done');
    expect(story(end)).toEqual(['start:success', 'fast:success', 'slow:canceled']);
  });
  it('a write in flight may finish to bring its receipt; it never changes the result', async () => {
    const ports = memoryPorts({ fetch: async (request) => (request.method === 'POST' ? (await pause(80), answer()) : (await pause(20), answer())) });
    const background: Promise<void>[] = [];
    const workflow = started().node('write', 'http.request', post()).node('read', 'http.request', get()).node('fast', 'core.return', { value: 'done' }).edge('start', 'write', 'read').edge('read', 'fast');
    const end = await run(workflow.build(), { ports: { ...ports, background: (work) => background.push(work) } });
    expect(end.output).toBe('done');
    expect(ports.journal.kinds).toEqual(['accept', 'intend', 'finish']);
    await Promise.all(background);
    expect(ports.journal.kinds).toEqual(['accept', 'intend', 'finish', 'receipt']);
    expect(end.steps.find((step) => step.key === 'write')).toMatchObject({ status: 'unknown' });
  });
  it('a failing branch stops the others', async () => {
    const workflow = started().node('slow', 'http.request', get()).node('bad', 'core.fail', { message: 'no' }).edge('start', 'slow', 'bad');
    const end = await run(workflow.build(), { ports: memoryPorts({ fetch: hang }) });
    expect(story(end)).toEqual(['start:success', 'bad:error', 'slow:canceled']);
  });
});

describe('Effects and the journal', () => {
  it('a pure run is recorded by its end alone', async () => {
    const ports = memoryPorts();
    await run(started().build(), { ports });
    expect(ports.journal.entries).toMatchObject([{ kind: 'finish', accepted: false }]);
  });
  it('a read is no effect; a write commits acceptance, intent and receipt, in this order', async () => {
    const ports = memoryPorts({ fetch: async () => answer() });
    await run(started().node('read', 'http.request', get()).node('write', 'http.request', post()).chain('start', 'read', 'write').build(), { ports });
    expect(ports.journal.kinds).toEqual(['accept', 'intend', 'receipt', 'finish']);
    expect(ports.journal.entries.at(-1)).toMatchObject({ accepted: true });
  });
  it('the key is the first 32 hex digits of SHA-256 of runId/nodeId/iteration/n, the same in all attempts', async () => {
    const { fetch, requests } = scripted(answer(503), answer());
    const ports = memoryPorts({ fetch });
    const id = '0190aaaa-0000-7000-8000-000000000000';
    await run(started().node('w', 'http.request', post({ idempotent: true }), { policy: { retry } }).chain('start', 'w').build(), { ports, header: { id } });
    const key = createHash('sha256').update(`${id}/w//0`).digest('hex').slice(0, 32);
    expect(ports.journal.entries.filter((entry) => 'key' in entry)).toEqual([{ kind: 'intend', key }, { kind: 'receipt', key }, { kind: 'intend', key }, { kind: 'receipt', key }]);
    expect(requests.map((request) => request.headers!['idempotency-key'])).toEqual([key, key]);
  });
  it('a direct run is accepted after 250 ms at the latest', async () => {
    const ports = memoryPorts({ fetch: async () => (await pause(300), answer()) });
    await run(started().node('slow', 'http.request', get()).chain('start', 'slow').build(), { ports });
    expect(ports.journal.kinds).toEqual(['accept', 'finish']);
  });
  it('a queued run commits each finished step, and what is not pure before it goes on', async () => {
    const ports = memoryPorts({ fetch: async () => answer() });
    ports.journal.delayMs = 5;
    const seen: string[][] = [];
    const fetch: Fetch = async () => (seen.push(ports.journal.kinds), answer());
    const workflow = started().node('one', 'http.request', get()).node('two', 'http.request', get()).chain('start', 'one', 'two');
    await run(workflow.build(), { ports: { ...ports, http: { fetch } }, accepted: true, header: { mode: 'queued' } });
    expect(seen[1]!.filter((kind) => kind === 'step')).toHaveLength(2);
    expect(ports.journal.kinds).toEqual(['step', 'step', 'step', 'finish']);
  });
  it('goes on from recorded steps: none runs again, and the result is the same', async () => {
    const { fetch, requests } = scripted(answer(200, 'one'), answer(200, 'two'));
    const workflow = started()
      .node('check', 'logic.if', { condition: '{{ true }}' })
      .node('one', 'http.request', get())
      .node('no', 'data.set', { value: 0 })
      .node('two', 'http.request', get())
      .node('r', 'core.return', { value: '{{ [steps.one.body, steps.two.body] }}' })
      .edge('start', 'check').edge('check:true', 'one').edge('check:false', 'no').chain('one', 'two', 'r').build();
    const whole = await run(workflow, { ports: memoryPorts({ fetch }) });
    for (let cut = 0; cut <= whole.steps.length; cut++) {
      requests.length = 0;
      const again = scripted(answer(200, cut > 3 ? 'two' : 'one'), answer(200, 'two'));
      const end = await run(workflow, { ports: memoryPorts({ fetch: again.fetch }), recorded: whole.steps.slice(0, cut), accepted: true });
      expect(end.output).toEqual(['one', 'two']);
      expect(story(end)).toEqual(story(whole));
      expect(end.steps.map((step) => step.seq)).toEqual(whole.steps.map((step) => step.seq));
    }
  });
  it('a write that left no receipt in an earlier process ends the run as crashed', async () => {
    const workflow = started().node('w', 'http.request', post()).chain('start', 'w');
    const end = await run(workflow.build(), { recorded: [], unsettled: ['w'], accepted: true });
    expect(end).toMatchObject({ status: 'crashed', error: { code: 'effect_unknown' } });
    expect(story(end)).toEqual(['w:unknown']);
  });
  it('rejects if the journal cannot be reached', async () => {
    const ports = memoryPorts();
    ports.journal.finish = () => Promise.reject(new Error('no database'));
    await expect(run(started().build(), { ports })).rejects.toThrow('no database');
  });
});

describe('At once', () => {
  it('at most 50 steps run at once; all do in the end', async () => {
    let now = 0;
    let most = 0;
    const fetch: Fetch = async () => {
      most = Math.max(most, ++now);
      await pause(5);
      now--;
      return answer();
    };
    const workflow = started();
    const keys = Array.from({ length: 70 }, (_, index) => `n${index}`);
    for (const key of keys) workflow.node(key, 'http.request', get());
    const end = await run(workflow.edge('start', ...keys).build(), { ports: memoryPorts({ fetch }) });
    expect([end.status, most]).toEqual(['success', 50]);
  });
  it('pure ones run one after another', async () => {
    let running = 0;
    const code = async (): Promise<{ output: unknown }> => {
      expect(++running).toBe(1);
      await pause(5);
      running--;
      return { output: 1 };
    };
    const workflow = started().node('a', 'data.code', { code: 'return 1' }).node('b', 'data.code', { code: 'return 1' }).edge('start', 'a', 'b');
    expect(await run(workflow.build(), { ports: memoryPorts({ code }) })).toMatchObject({ status: 'success', output: { a: 1, b: 1 } });
  });
  it('code sees the steps before its node and no others', async () => {
    const seen: unknown[] = [];
    const code: Parameters<typeof memoryPorts>[0] = { code: async ({ scope }) => (seen.push({ ...scope.steps }), { output: 1 }) };
    const workflow = started().node('a', 'data.set', { value: 1 }).node('b', 'data.code', { code: 'return 1' }).edge('start', 'a', 'b');
    await run(workflow.build(), { input: 'in', ports: memoryPorts(code) });
    expect(seen).toEqual([{ start: 'in' }]);
  });
});

describe('Limits and events', () => {
  it('a value over 10 MiB is a step error', async () => {
    const workflow = started().node('a', 'data.set', { value: { x: '{{ input }}', y: '{{ input }}' } }).chain('start', 'a');
    const end = await run(workflow.build(), { input: 'x'.repeat(6 * 1024 * 1024) });
    expect(end.error).toMatchObject({ code: 'limit_exceeded', key: 'a' });
  });
  it('values over 100 MiB together end the run', async () => {
    const workflow = started();
    const keys = Array.from({ length: 30 }, (_, index) => `n${index}`);
    for (const key of keys) workflow.node(key, 'data.set', { value: '{{ input }}' }, { policy: { onError: 'continue' } });
    const end = await run(workflow.chain('start', ...keys).build(), { input: 'x'.repeat(6 * 1024 * 1024) });
    expect(end).toMatchObject({ status: 'error', error: { code: 'limit_exceeded' } });
    expect(end.error!.nodeId).toBeUndefined();
  });
  it('events come in order, numbered from 1', async () => {
    const events: RunEvent[] = [];
    await run(started().node('a', 'data.set', { value: 1 }).chain('start', 'a').build(), { onEvent: (event) => events.push(event) });
    expect(events.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
      '1 execution.started', '2 step.started', '3 step.finished', '4 step.started', '5 step.finished', '6 execution.finished',
    ]);
  });
  it('an unexpected error keeps its text to itself', async () => {
    const fetch: Fetch = async () => {
      throw new Error('password=hunter2');
    };
    const end = await run(started().node('a', 'http.request', get()).chain('start', 'a').build(), { ports: memoryPorts({ fetch }) });
    expect(end.error!.code).toBe('internal_error');
    expect(JSON.stringify(end)).not.toContain('hunter2');
  });
});
