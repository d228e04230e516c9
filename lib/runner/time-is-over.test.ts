import { describe, expect, it, vi } from 'vitest';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { answer, get, hang, started, type Fetch } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { MemorySubRuns } from './testing/memory-sub-runs.ts';
import { run, story } from './testing/run-workflow.ts';

/** Holds the whole process, as other work in it may: no timer rings in between. */
function hold(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

const fetching = (timeoutMs: number, policy = {}) =>
  started().settings({ timeoutMs }).node('a', 'http.request', get(), { policy }).chain('start', 'a').build();

describe('a run whose time is over is `timeout`, whatever its step said', () => {
  const failures: [string, Fetch][] = [
    [
      'failed',
      async () => {
        hold(60);
        throw new NodeFailure('outbound_failed', 'lost');
      },
    ],
    [
      'was out of time itself',
      async () => {
        hold(60);
        throw new NodeFailure('timeout', 'too late');
      },
    ],
    [
      'succeeded',
      async () => {
        hold(60);
        return answer();
      },
    ],
  ];

  it.each(failures)('it %s too late, in a process too busy to tell in time', async (_what, fetch) => {
    const end = await run(fetching(50), { ports: memoryPorts({ fetch }) });
    expect(end).toMatchObject({ status: 'timeout', error: { code: 'timeout' }, output: null });
  });

  it('and its own limit is the same', async () => {
    const end = await run(fetching(30, { timeoutMs: 30 }), { ports: memoryPorts({ fetch: hang }) });
    expect(end.status).toBe('timeout');
  });

  it('time that passed before its first pause counts', async () => {
    const fetch: Fetch = () => new Promise((resolve) => setTimeout(() => resolve(answer()), 250));
    const ports = memoryPorts({ fetch });
    ports.variables = () => {
      hold(300);
      return {};
    };
    const end = await run(fetching(400), { ports });
    expect([end.status, story(end)]).toEqual(['timeout', ['start:success', 'a:canceled']]);
  });
});

describe('what was stopped has no say in how its run ended', () => {
  /** Code that is stopped while its process starts, or that is killed by being stopped: it fails at that very moment. */
  const failing = (code: string) => ({
    code: ({ signal }: { signal: AbortSignal }) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new NodeFailure(code, 'killed', { retryable: true })));
      }),
  });
  const coding = (policy = {}) =>
    started()
      .settings({ timeoutMs: 40 })
      .node('a', 'data.code', { code: 'while (true);' }, { policy })
      .node('caught', 'data.set', { value: 1 })
      .edge('start', 'a')
      .edge('a:error', 'caught')
      .build();
  const retry = { maxAttempts: 5, backoffMs: 0, factor: 1, maxBackoffMs: 0 };

  it.each(['code_error', 'timeout', 'limit_exceeded'])('time over, its code says %s', async (code) => {
    const end = await run(coding({ retry }), { ports: memoryPorts(failing(code)) });
    expect([end.status, story(end)]).toEqual(['timeout', ['start:success', 'a:canceled']]);
  });

  it.each(['code_error', 'timeout', 'limit_exceeded'])('canceled, its code says %s', async (code) => {
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 10);
    const end = await run(coding({ retry }), { ports: memoryPorts(failing(code)), signal: cancel.signal });
    expect([end.status, story(end)]).toEqual(['canceled', ['start:success', 'a:canceled']]);
  });

  it.each(['canceled', 'timeout'] as const)('%s, and what it called ends with it', async (status) => {
    const child = started().node('a', 'http.request', get()).chain('start', 'a').build();
    const caller = started()
      .settings({ timeoutMs: 40 })
      .node('call', 'logic.workflow', { workflowId: 'child', input: null }, { policy: { onError: 'continue' } })
      .chain('start', 'call')
      .build();
    const subRuns = new MemorySubRuns({ child });
    const signal = status === 'canceled' ? AbortSignal.timeout(20) : undefined;
    const end = await run(caller, { ports: subRuns.use(memoryPorts({ fetch: hang })), ...(signal && { signal }) });
    expect([end.status, story(end)]).toEqual([status, ['start:success', 'call:canceled']]);
    await vi.waitFor(() => expect(subRuns.ends[0]).toMatchObject({ status: 'canceled' }));
  });
});
