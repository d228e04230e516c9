import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunEnd } from './ports.ts';
import { answer, get, hang, post, started, type Fetch } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { MemorySubRuns } from './testing/memory-sub-runs.ts';
import { run, story } from './testing/run-workflow.ts';

describe('Only after a return or failure may a write in flight finish, 5 s at most', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A write that never answers beside something else; the end of the run, and the signal that the write has. */
  async function beside(more: (workflow: ReturnType<typeof started>) => void, signal?: AbortSignal) {
    let write: AbortSignal | null = null;
    const fetch: Fetch = (request) => ((write = request.signal), hang(request));
    const workflow = started()
      .settings({ timeoutMs: 1_000 })
      .node('pause', 'logic.wait', { ms: 50 })
      .node('write', 'http.request', post())
      .edge('start', 'write', 'pause');
    more(workflow);
    const ended = run(workflow.build(), { ports: memoryPorts({ fetch }), ...(signal && { signal }) });
    await vi.advanceTimersByTimeAsync(1_500);
    return { end: await ended, write: write! as AbortSignal };
  }

  it.each([
    ['a return', 'core.return', { value: 1 }],
    ['a failure', 'core.fail', { message: 'no' }],
  ])('%s', async (_what, type, config) => {
    const { write } = await beside((workflow) => workflow.node('end', type, config).edge('pause', 'end'));
    expect(write.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(3_400);
    expect(write.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(write.aborted).toBe(true);
  });

  it('not after a timeout', async () => {
    const { end, write } = await beside(() => {});
    expect([end.status, write.aborted]).toEqual(['timeout', true]);
  });

  it('nor after a cancel', async () => {
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 200);
    const { end, write } = await beside(() => {}, cancel.signal);
    expect([end.status, write.aborted]).toEqual(['canceled', true]);
  });
});

describe('Before attempt n: min(maxBackoffMs, backoffMs * factor^(n-2)), 20% jitter drawn by the runner', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const policy = { retry: { maxAttempts: 6, backoffMs: 100, factor: 3, maxBackoffMs: 2_000 } };
  async function pauses(random: number): Promise<number[]> {
    const at: number[] = [];
    const fetch: Fetch = async () => (at.push(Date.now()), answer(503));
    const workflow = started().node('a', 'http.request', get(), { policy }).chain('start', 'a');
    const ended = run(workflow.build(), { ports: memoryPorts({ fetch, random: () => random }) });
    await vi.advanceTimersByTimeAsync(20_000);
    await ended;
    return at.slice(1).map((time, index) => time - at[index]!);
  }

  it.each([
    [0.5, [100, 300, 900, 2_000, 2_000]],
    [0, [80, 240, 720, 1_600, 1_600]],
  ])('drawn %d', async (random, expected) => {
    expect(await pauses(random)).toEqual(expected);
  });
});

describe('Attempts', () => {
  it('config is resolved once, before the first', async () => {
    let now = 1_000;
    const urls: string[] = [];
    const fetch: Fetch = async ({ url }) => (urls.push(url), answer(503));
    const retry = { maxAttempts: 3, backoffMs: 0 };
    const workflow = started().node('a', 'http.request', get('https://api.test/{{ Date.now() }}'), {
      policy: { retry: { ...retry, factor: 1, maxBackoffMs: 0 } },
    });
    const end = await run(workflow.chain('start', 'a').build(), { ports: memoryPorts({ fetch, now: () => now++ }) });
    expect(story(end)).toEqual(['start:success', 'a:error', 'a#2:error', 'a#3:error']);
    expect(new Set(urls).size).toBe(1);
  });
});

describe('Limits of time', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const day = 24 * 3_600_000;
  const hanging = started()
    .settings({ timeoutMs: 600_000 })
    .node('a', 'http.request', get(), { policy: { timeoutMs: 60_000 } })
    .chain('start', 'a')
    .build();

  it.each([
    ['a call', (workflow: ReturnType<typeof started>) => workflow.node('it', 'http.request', get())],
    [
      'a loop',
      (workflow: ReturnType<typeof started>) =>
        workflow
          .node('it', 'logic.forEach', { items: '{{ [1, 2] }}' })
          .node('body', 'http.request', get(), { parentId: 'it', policy: { timeoutMs: 60_000 } }),
    ],
    [
      'another workflow',
      (workflow: ReturnType<typeof started>) =>
        workflow.node('it', 'logic.workflow', { workflowId: 'child', input: null }),
    ],
  ])('the default time limit of a node is 30 s: %s', async (_what, add) => {
    const workflow = add(started().settings({ timeoutMs: 600_000 }))
      .edge('start', 'it')
      .build();
    const ports = memoryPorts({ fetch: hang });
    let end: RunEnd | null = null;
    void run(workflow, { ports: new MemorySubRuns({ child: hanging }).use(ports) }).then((ended) => (end = ended));
    await vi.advanceTimersByTimeAsync(29_990);
    expect(end).toBeNull();
    await vi.advanceTimersByTimeAsync(20);
    expect(end).toMatchObject({ status: 'error', error: { code: 'timeout', key: 'it' } });
  });

  it.each([
    ['logic.wait', { ms: 30 * day + 1 }, '/ms'],
    ['logic.wait', { until: Date.now() + 31 * day }, '/until'],
    ['human.approval', { message: 'Really?', timeoutMs: 30 * day + 1 }, '/timeoutMs'],
  ])('a wait of more than 30 days is a step error: %s %j', async (type, config, path) => {
    const end = await run(started().node('it', type, config).chain('start', 'it').build());
    expect(end).toMatchObject({ status: 'error', error: { key: 'it', path } });
  });
});
