import { describe, expect, it } from 'vitest';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { type Fetch, started, get, post, retry, answer, hang, scripted } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { run, story } from './testing/run-workflow.ts';

describe('Retries', () => {
  it('each attempt is a record; onError applies after the last', async () => {
    const { fetch } = scripted(answer(503), answer(503), answer());
    const end = await run(
      started().node('a', 'http.request', get(), { policy: { retry } }).chain('start', 'a').build(),
      { ports: memoryPorts({ fetch }) },
    );
    expect(story(end)).toEqual(['start:success', 'a:error', 'a#2:error', 'a#3:success']);
    expect(end.steps.map((step) => step.seq)).toEqual([1, 2, 3, 4]);
  });
  it('maxAttempts counts the first', async () => {
    const { fetch, requests } = scripted(answer(503));
    const end = await run(
      started().node('a', 'http.request', get(), { policy: { retry } }).chain('start', 'a').build(),
      { ports: memoryPorts({ fetch }) },
    );
    expect(requests).toHaveLength(3);
    expect(end.error).toMatchObject({ code: 'http_status', attempt: 3, details: { status: 503 } });
  });
  it('waits for Retry-After, up to maxBackoffMs', async () => {
    const { fetch } = scripted(answer(429, {}, { 'retry-after': '7' }), answer());
    const from = performance.now();
    await run(
      started()
        .node('a', 'http.request', get(), { policy: { retry: { ...retry, maxBackoffMs: 40 } } })
        .chain('start', 'a')
        .build(),
      { ports: memoryPorts({ fetch }) },
    );
    const waited = performance.now() - from;
    expect(waited).toBeGreaterThanOrEqual(39);
    expect(waited).toBeLessThan(5_000);
  });
  it.each([400, 401, 404, 422])('status %i is not retried', async (status) => {
    const { fetch, requests } = scripted(answer(status));
    await run(started().node('a', 'http.request', get(), { policy: { retry } }).chain('start', 'a').build(), {
      ports: memoryPorts({ fetch }),
    });
    expect(requests).toHaveLength(1);
  });
  it.each([408, 425, 429, 500])('status %i is retried', async (status) => {
    const { fetch, requests } = scripted(answer(status), answer());
    await run(started().node('a', 'http.request', get(), { policy: { retry } }).chain('start', 'a').build(), {
      ports: memoryPorts({ fetch }),
    });
    expect(requests).toHaveLength(2);
  });
  it('a non-idempotent write that may have happened is not retried, and the error says so', async () => {
    const lost = new NodeFailure('outbound_failed', 'lost', { retryable: true, mayHaveHappened: true });
    const { fetch, requests } = scripted(lost, answer());
    const end = await run(
      started().node('a', 'http.request', post(), { policy: { retry } }).chain('start', 'a').build(),
      { ports: memoryPorts({ fetch }) },
    );
    expect(requests).toHaveLength(1);
    expect(end.error).toMatchObject({ code: 'outbound_failed', details: { mayHaveHappened: true } });
  });
  it('a write that never left is retried, an idempotent one always', async () => {
    const refused = new NodeFailure('outbound_failed', 'no connection', { retryable: true });
    const lost = new NodeFailure('outbound_failed', 'lost', { retryable: true, mayHaveHappened: true });
    for (const [failure, config] of [
      [refused, post()],
      [lost, post({ idempotent: true })],
      [lost, { ...post(), method: 'PUT' }],
    ] as const) {
      const { fetch, requests } = scripted(failure, answer());
      const end = await run(
        started().node('a', 'http.request', config, { policy: { retry } }).chain('start', 'a').build(),
        { ports: memoryPorts({ fetch }) },
      );
      expect([end.status, requests.length]).toEqual(['success', 2]);
    }
  });
  it('expression and config errors are not retried', async () => {
    const { fetch, requests } = scripted(answer());
    const end = await run(
      started().node('a', 'http.request', get('{{ input() }}'), { policy: { retry } }).chain('start', 'a').build(),
      { input: 1, ports: memoryPorts({ fetch }) },
    );
    expect([story(end), requests.length]).toEqual([['start:success', 'a:error'], 0]);
  });
});

describe('Timeouts and cancel', () => {
  it('policy.timeoutMs is for one attempt, aborts the work outside, and is an error like any other', async () => {
    const signals: AbortSignal[] = [];
    const fetch: Fetch = (request) => (signals.push(request.signal), hang(request));
    const workflow = started()
      .node('a', 'http.request', get(), { policy: { timeoutMs: 20, retry: { ...retry, maxAttempts: 2 } } })
      .node('late', 'data.set', { value: '{{ steps.a.error.code }}' });
    const end = await run(workflow.edge('start', 'a').edge('a:error', 'late').build(), {
      ports: memoryPorts({ fetch }),
    });
    expect(end.output).toBe('timeout');
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
  });
  it('a write that timed out once sent may have happened and is not retried', async () => {
    const end = await run(
      started()
        .node('a', 'http.request', post(), { policy: { timeoutMs: 20, retry } })
        .chain('start', 'a')
        .build(),
      { ports: memoryPorts({ fetch: hang }) },
    );
    expect(end.steps).toHaveLength(2);
    expect(end.error).toMatchObject({ code: 'timeout', details: { mayHaveHappened: true } });
  });
  it('settings.timeoutMs is for the run, and nothing in it can catch it', async () => {
    const workflow = started()
      .settings({ timeoutMs: 30 })
      .node('a', 'http.request', get(), { policy: { onError: 'continue' } })
      .chain('start', 'a');
    const end = await run(workflow.build(), { ports: memoryPorts({ fetch: hang }) });
    expect(end).toMatchObject({ status: 'timeout', error: { code: 'timeout' } });
    expect(story(end)).toEqual(['start:success', 'a:canceled']);
  });
  it('pure steps cannot outrun it either', async () => {
    const workflow = started().settings({ timeoutMs: 1 });
    const keys = Array.from({ length: 300 }, (_, index) => `n${index}`);
    for (const key of keys)
      workflow.node(key, 'data.set', {
        value: '{{ [1,2,3,4,5,6,7,8,9].map(x => [1,2,3,4,5,6,7,8,9].map(y => x * y)) }}',
      });
    const end = await run(workflow.chain('start', ...keys).build());
    expect(end.status).toBe('timeout');
  });
  it('cancel stops everything; a write without receipt is unknown', async () => {
    const controller = new AbortController();
    const workflow = started()
      .node('read', 'http.request', get())
      .node('write', 'http.request', post())
      .edge('start', 'read', 'write');
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
    const ports = memoryPorts({ fetch });
    ports.journal.delayMs = 20;
    const end = await run(started().node('a', 'http.request', get(), { policy }).chain('start', 'a').build(), {
      ports,
      signal: controller.signal,
    });
    expect(story(end)).toEqual(['start:success', 'a:error', 'a#2:canceled']);
  });
});
