import { describe, expect, it } from 'vitest';
import { reusableSteps } from './retry.ts';
import { answer, get, started, type Fetch } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { compiled, run, story } from './testing/run-workflow.ts';

const set = (value: unknown): Record<string, unknown> => ({ value });
const url = (path: string): Record<string, unknown> => get(`https://api.test/${path}`);

/** An outside that fails for some paths, and counts. */
function outside(failing: string[]) {
  const calls: string[] = [];
  const fetch: Fetch = async ({ url: asked }) => {
    const path = asked.split('/').at(-1)!;
    calls.push(path);
    return answer(failing.includes(path) ? 500 : 200, path);
  };
  return { calls, failing, ports: memoryPorts({ fetch }) };
}

describe('/retry reuses finished steps and loop items', () => {
  const chain = started()
    .node('a', 'http.request', url('a'))
    .node('check', 'logic.if', { condition: '{{ true }}' })
    .node('b', 'http.request', url('b'))
    .node('no', 'data.set', set(1))
    .node('r', 'core.return', set('{{ [steps.a.body, steps.b.body] }}'))
    .chain('start', 'a', 'check')
    .edge('check:true', 'b')
    .edge('check:false', 'no')
    .edge('b', 'r')
    .build();

  it('only what failed runs again, with attempts of its own', async () => {
    const world = outside(['b']);
    const first = await run(chain, { ports: world.ports });
    expect(first.status).toBe('error');
    world.failing.length = 0;
    const recorded = reusableSteps(compiled(chain), first.steps);
    const end = await run(chain, { ports: world.ports, recorded });
    expect(end).toMatchObject({ status: 'success', output: ['a', 'b'] });
    expect(world.calls).toEqual(['a', 'b', 'b']);
    expect(story(end)).toEqual([
      'start:success',
      'a:success',
      'check:success@true',
      'no:notReached',
      'b:success',
      'r:success',
    ]);
    expect(end.steps.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
  });
  it('with from, that node and all downstream run anew', async () => {
    const world = outside([]);
    const first = await run(chain, { ports: world.ports });
    expect(reusableSteps(compiled(chain), first.steps, 'b').map(({ key }) => key)).toEqual([
      'start',
      'a',
      'check',
      'no',
    ]);
    expect(reusableSteps(compiled(chain), first.steps, 'check').map(({ key }) => key)).toEqual(['start', 'a']);
    const end = await run(chain, { ports: world.ports, recorded: reusableSteps(compiled(chain), first.steps, 'b') });
    expect([end.status, world.calls]).toEqual(['success', ['a', 'b', 'b']]);
  });
  it('an error that was handled is a finished step', async () => {
    const handled = started()
      .node('a', 'http.request', url('a'), { policy: { onError: 'continue' } })
      .node('b', 'http.request', url('b'))
      .chain('start', 'a', 'b')
      .build();
    const world = outside(['a', 'b']);
    const first = await run(handled, { ports: world.ports });
    await run(handled, { ports: world.ports, recorded: reusableSteps(compiled(handled), first.steps) });
    expect(world.calls).toEqual(['a', 'b', 'b']);
  });

  const loop = started()
    .node('loop', 'logic.forEach', { items: '{{ [1, 2, 3, 4].map((n) => n + (input - input)) }}', concurrency: 2 })
    .node('a', 'http.request', url('a{{ item }}'), { parentId: 'loop' })
    .node('b', 'http.request', url('b{{ item }}'), { parentId: 'loop' })
    .node('after', 'http.request', url('after'))
    .edge('start', 'loop')
    .edge('a', 'b')
    .edge('loop', 'after')
    .build();

  it('items that were done are done, a failed item goes on with the step that failed', async () => {
    const world = outside(['b3']);
    const first = await run(loop, { input: 0, ports: world.ports });
    expect(first.error).toMatchObject({ code: 'item_failed' });
    world.failing.length = 0;
    const before = [...world.calls];
    const end = await run(loop, { input: 0, ports: world.ports, recorded: reusableSteps(compiled(loop), first.steps) });
    expect(end.status).toBe('success');
    const again = world.calls.slice(before.length);
    expect(again).toContain('b3');
    expect(again).toContain('after');
    for (const path of ['a1', 'b1', 'a2', 'b2', 'a3']) expect(again).not.toContain(path);
    expect(end.steps.filter(({ key }) => key === 'loop')).toHaveLength(1);
  });
  it('from a node inside a loop: it and what follows it in each item, and what follows the loop', async () => {
    const world = outside([]);
    const first = await run(loop, { input: 0, ports: world.ports });
    const before = world.calls.length;
    const recorded = reusableSteps(compiled(loop), first.steps, 'b');
    const end = await run(loop, { input: 0, ports: world.ports, recorded });
    expect(end.status).toBe('success');
    expect(world.calls.slice(before).toSorted()).toEqual(['after', 'b1', 'b2', 'b3', 'b4']);
  });
  it('items that a loop collected as failed stay in the record, and are not run again', async () => {
    const collecting = started()
      .node('loop', 'logic.forEach', { items: '{{ [1, 2] }}', onItemError: 'collect' })
      .node('a', 'http.request', url('a{{ item }}'), { parentId: 'loop' })
      .node('after', 'http.request', url('after'))
      .chain('start', 'loop', 'after')
      .build();
    const world = outside(['a2', 'after']);
    const first = await run(collecting, { ports: world.ports });
    world.failing.length = 0;
    const recorded = reusableSteps(compiled(collecting), first.steps);
    const end = await run(collecting, { ports: world.ports, recorded });
    expect(world.calls).toEqual(['a1', 'a2', 'after', 'after']);
    expect(story(end)).toEqual(['start:success', 'a:success', 'a:error', 'loop:success', 'after:success']);
  });
  it('from a loop: its whole body runs anew', async () => {
    const world = outside([]);
    const first = await run(loop, { input: 0, ports: world.ports });
    expect(reusableSteps(compiled(loop), first.steps, 'loop').map(({ key }) => key)).toEqual(['start']);
  });
});
