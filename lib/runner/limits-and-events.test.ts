import { describe, expect, it } from 'vitest';
import type { RunEvent } from './ports.ts';
import { type Fetch, started, get, pause, answer } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { run } from './testing/run-workflow.ts';

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
    const workflow = started()
      .node('a', 'data.code', { code: 'return 1' })
      .node('b', 'data.code', { code: 'return 1' })
      .edge('start', 'a', 'b');
    expect(await run(workflow.build(), { ports: memoryPorts({ code }) })).toMatchObject({
      status: 'success',
      output: { a: 1, b: 1 },
    });
  });
  it('code sees the steps before its node and no others', async () => {
    const seen: unknown[] = [];
    const code: Parameters<typeof memoryPorts>[0] = {
      code: async ({ scope }) => (seen.push({ ...scope.steps }), { output: 1 }),
    };
    const workflow = started()
      .node('a', 'data.set', { value: 1 })
      .node('b', 'data.code', { code: 'return 1' })
      .edge('start', 'a', 'b');
    await run(workflow.build(), { input: 'in', ports: memoryPorts(code) });
    expect(seen).toEqual([{ start: 'in' }]);
  });
});

describe('Limits and events', () => {
  it('a value over 10 MiB is a step error', async () => {
    const workflow = started()
      .node('a', 'data.set', { value: { x: '{{ input }}', y: '{{ input }}' } })
      .chain('start', 'a');
    const end = await run(workflow.build(), { input: 'x'.repeat(6 * 1024 * 1024) });
    expect(end.error).toMatchObject({ code: 'limit_exceeded', key: 'a' });
  });
  it('values over 100 MiB together end the run', async () => {
    const workflow = started();
    const keys = Array.from({ length: 30 }, (_, index) => `n${index}`);
    for (const key of keys)
      workflow.node(key, 'data.set', { value: '{{ input }}' }, { policy: { onError: 'continue' } });
    const end = await run(workflow.chain('start', ...keys).build(), { input: 'x'.repeat(6 * 1024 * 1024) });
    expect(end).toMatchObject({ status: 'error', error: { code: 'limit_exceeded' } });
    expect(end.error!.nodeId).toBeUndefined();
  });
  it('events come in order, numbered from 1', async () => {
    const events: RunEvent[] = [];
    await run(started().node('a', 'data.set', { value: 1 }).chain('start', 'a').build(), {
      onEvent: (event) => events.push(event),
    });
    expect(events.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
      '1 execution.started',
      '2 step.started',
      '3 step.finished',
      '4 step.started',
      '5 step.finished',
      '6 execution.finished',
    ]);
  });
  it('events that nobody watches are not made, and are counted all the same', async () => {
    const events: RunEvent[] = [];
    let watched = false;
    const code = async (): Promise<{ output: unknown }> => {
      watched = true;
      return { output: 1 };
    };
    const end = await run(started().node('a', 'data.code', { code: 'return 1' }).chain('start', 'a').build(), {
      ports: memoryPorts({ code }),
      onEvent: (event) => events.push(event),
      watched: () => watched,
    });
    expect(end.status).toBe('success');
    expect(events.map(({ seq, type }) => `${seq} ${type}`)).toEqual(['5 step.finished', '6 execution.finished']);
  });
  it('an unexpected error keeps its text to itself', async () => {
    const fetch: Fetch = async () => {
      throw new Error('password=hunter2');
    };
    const end = await run(started().node('a', 'http.request', get()).chain('start', 'a').build(), {
      ports: memoryPorts({ fetch }),
    });
    expect(end.error!.code).toBe('internal_error');
    expect(JSON.stringify(end)).not.toContain('hunter2');
  });
});
