import { describe, expect, it } from 'vitest';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { answer, get, hang, started, type Fetch } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
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
