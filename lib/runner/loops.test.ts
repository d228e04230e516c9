import { describe, expect, it } from 'vitest';
import type { JsonValue } from '#lib/shared/json.ts';
import { answer, get, hang, pause, started, type Fetch } from './testing/http-answers.ts';
import { memoryPorts } from './testing/memory-ports.ts';
import { run, story } from './testing/run-workflow.ts';
import type { WorkflowBuilder } from './testing/workflow-builder.ts';

const inside = { parentId: 'loop' };
const items = (more: Record<string, unknown> = {}): Record<string, unknown> => ({ items: '{{ input }}', ...more });
const set = (value: unknown): Record<string, unknown> => ({ value });

/** `start` -> `loop` over the input. */
function looped(config: Record<string, unknown> = {}, policy = {}): WorkflowBuilder {
  return started().node('loop', 'logic.forEach', items(config), { policy }).edge('start', 'loop');
}

const over = (workflow: WorkflowBuilder, input: JsonValue, options: Parameters<typeof run>[1] = {}) =>
  run(workflow.build(), { input, ...options });

describe('Loops: the body', () => {
  it('body nodes without incoming edges start together, once for each item', async () => {
    const workflow = looped().node('b', 'data.set', set('{{ item }}'), inside).node('a', 'data.set', set(1), inside);
    const end = await over(workflow, ['x', 'y']);
    expect(story(end)).toEqual(['start:success', 'b:success', 'a:success', 'b:success', 'a:success', 'loop:success']);
    expect(end.output).toEqual([
      { b: 'x', a: 1 },
      { b: 'y', a: 1 },
    ]);
  });
  it('an item ends at its first return, which is its result and never ends the run', async () => {
    const workflow = looped()
      .node('r', 'core.return', set('{{ item * 2 }}'), inside)
      .node('after', 'data.set', set('{{ steps.loop }}'))
      .edge('loop', 'after');
    const end = await over(workflow, [1, 2, 3]);
    expect(end).toMatchObject({ status: 'success', output: [2, 4, 6] });
  });
  it("an item's result is found like a run's: the one end, or an object of the ends", async () => {
    const workflow = looped()
      .node('big', 'logic.if', { condition: '{{ item > 1 }}' }, inside)
      .node('yes', 'data.set', set('big'), inside)
      .node('also', 'data.set', set('too'), inside)
      .node('no', 'data.set', set('small'), inside)
      .edge('big:true', 'yes', 'also')
      .edge('big:false', 'no');
    expect((await over(workflow, [1, 2])).output).toEqual(['small', { yes: 'big', also: 'too' }]);
  });
  it('null if all was skipped', async () => {
    const off = { ...inside, disabled: true };
    const workflow = looped().node('a', 'data.set', set(1), off).node('b', 'data.set', set(1), off);
    const end = await over(workflow, [1]);
    expect(end.output).toEqual([null]);
    expect(story(end)).toEqual(['start:success', 'a:disabled', 'b:disabled', 'loop:success']);
  });
  it('a disabled start of a body passes on', async () => {
    const workflow = looped()
      .node('a', 'data.set', set(1), { ...inside, disabled: true })
      .node('b', 'data.set', set('{{ [item, steps.a] }}'), inside)
      .edge('a', 'b');
    expect((await over(workflow, [7])).output).toEqual([[7, null]]);
  });
  it('step records carry iteration [i]', async () => {
    const end = await over(looped().node('a', 'data.set', set(1), inside), ['x', 'y']);
    expect(end.steps.map(({ key, iteration }) => [key, iteration])).toEqual([
      ['start', undefined],
      ['a', [0]],
      ['a', [1]],
      ['loop', undefined],
    ]);
    expect(end.steps.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });
  it('disabled: no body runs, the output is undefined and the out edge is taken', async () => {
    const workflow = started()
      .node('loop', 'logic.forEach', items(), { disabled: true })
      .node('a', 'data.set', set(1), inside)
      .node('after', 'data.set', set('{{ steps.loop === undefined }}'))
      .chain('start', 'loop', 'after');
    const end = await over(workflow, [1]);
    expect(story(end)).toEqual(['start:success', 'loop:disabled', 'after:success']);
    expect(end.output).toBe(true);
  });
  it('an empty body is a step error', async () => {
    expect((await over(looped(), [1])).error).toMatchObject({ code: 'config_invalid', key: 'loop' });
  });
});

describe('Loops: items', () => {
  const body = () => looped().node('a', 'data.set', set('{{ item }}'), inside);

  it.each([[null], ['text'], [{ a: 1 }], [5]])('items that are no list (%j) are a step error', async (input) => {
    const end = await over(body(), input);
    expect(end.error).toMatchObject({ code: 'config_invalid', key: 'loop', path: '/items' });
    expect(end.error!.message).toMatch(/expected a list, got/);
  });
  it('missing items are a step error', async () => {
    const workflow = started()
      .node('loop', 'logic.forEach', { items: '{{ input.nothing }}' })
      .node('a', 'data.set', set(1), inside)
      .edge('start', 'loop');
    expect((await over(workflow, {})).error).toMatchObject({ code: 'config_invalid', path: '/items' });
  });
  it('[] gives []', async () => {
    const end = await over(body(), []);
    expect(end).toMatchObject({ status: 'success', output: [] });
    expect(story(end)).toEqual(['start:success', 'loop:success']);
  });
  it.each([
    [1, 1],
    [3, 3],
    [50, 7],
  ])('concurrency %d: at most so many at once, started in order, results in item order', async (concurrency, most) => {
    let now = 0;
    let seen = 0;
    const asked: string[] = [];
    const fetch: Fetch = async ({ url }) => {
      asked.push(url.at(-1)!);
      seen = Math.max(seen, ++now);
      await pause(Number(url.at(-1)) % 2 ? 8 : 2);
      now--;
      return answer(200, url.at(-1));
    };
    const workflow = looped({ concurrency }).node('a', 'http.request', get('https://api.test/{{ item }}'), inside);
    workflow.node('r', 'core.return', set('{{ steps.a.body }}'), inside).edge('a', 'r');
    const end = await over(workflow, [0, 1, 2, 3, 4, 5, 6], { ports: memoryPorts({ fetch }) });
    expect(end.output).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(asked).toEqual(['0', '1', '2', '3', '4', '5', '6']);
    expect(seen).toBe(most);
  });
  it('at most 50 steps run at once over all items of all loops', async () => {
    let now = 0;
    let most = 0;
    const fetch: Fetch = async () => {
      most = Math.max(most, ++now);
      await pause(3);
      now--;
      return answer();
    };
    const workflow = looped({ concurrency: 50 })
      .node('inner', 'logic.forEach', { items: '{{ [1, 2, 3] }}', concurrency: 3 }, inside)
      .node('a', 'http.request', get(), { parentId: 'inner' });
    const end = await over(
      workflow,
      Array.from({ length: 60 }, (_, index) => index),
      {
        ports: memoryPorts({ fetch }),
      },
    );
    expect([end.status, most]).toEqual(['success', 50]);
    expect(end.output).toHaveLength(60);
  });
});

describe('Loops: names', () => {
  it('item and index belong to the innermost loop, loops.KEY.item and .index to any enclosing one', async () => {
    const workflow = looped()
      .node('inner', 'logic.forEach', { items: '{{ item }}' }, inside)
      .node('a', 'data.set', set('{{ [item, index, loops.loop.index, loops.inner.item, loops.loop.item.length] }}'), {
        parentId: 'inner',
      });
    const end = await over(workflow, [['p'], ['q', 'r']]);
    expect(end.output).toEqual([
      [['p', 0, 0, 'p', 1]],
      [
        ['q', 0, 1, 'q', 2],
        ['r', 1, 1, 'r', 2],
      ],
    ]);
    const inner = end.steps.filter(({ key }) => key === 'a').map(({ iteration }) => iteration);
    expect(inner).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
    ]);
  });
  it('outside loops these names do not exist', async () => {
    for (const name of ['item', 'index', 'loops']) {
      const end = await run(
        started()
          .node('a', 'data.set', set(`{{ ${name} }}`))
          .edge('start', 'a')
          .build(),
      );
      expect(end.error!.message).toMatch(/only inside a loop/);
    }
  });
  it("inside, steps holds this item's steps and what is upstream of the loop, never another item's", async () => {
    const workflow = started()
      .node('before', 'data.set', set('up'))
      .node('loop', 'logic.forEach', items())
      .node('check', 'logic.if', { condition: '{{ index === 0 }}' }, inside)
      .node('first', 'data.set', set('only in the first'), inside)
      .node('join', 'logic.merge', {}, inside)
      .node('r', 'data.set', set('{{ [steps.before, steps.first, steps.check] }}'), inside)
      .chain('start', 'before', 'loop')
      .edge('check:true', 'first')
      .edge('check:false', 'join')
      .edge('first', 'join')
      .edge('join', 'r');
    const end = await over(workflow, [1, 2]);
    expect(end.output).toEqual([
      ['up', 'only in the first', true],
      ['up', null, false],
    ]);
  });
  it('code sees the same steps, item, index and loops, and a seed of its own for each item', async () => {
    const seen: unknown[] = [];
    const ports = memoryPorts({
      code: async ({ scope: { steps, item, index, loops }, seed }) => {
        seen.push([{ ...steps }, item, index, { ...loops }, seed.split('/').slice(1)]);
        return { output: 1 };
      },
    });
    const workflow = looped()
      .node('a', 'data.set', set('{{ item }}'), inside)
      .node('b', 'data.code', { code: 'return 1' }, inside)
      .edge('a', 'b');
    await over(workflow, ['x', 'y'], { ports });
    const loop = (item: string, index: number) => ({ loop: { item, index } });
    expect(seen).toEqual([
      [{ start: ['x', 'y'], a: 'x' }, 'x', 0, loop('x', 0), ['b', '0']],
      [{ start: ['x', 'y'], a: 'y' }, 'y', 1, loop('y', 1), ['b', '1']],
    ]);
  });
  it('a loop, its body steps from outside and steps of another loop are not upstream', async () => {
    for (const [key, where] of [
      ['loop', 'a'],
      ['a', 'after'],
    ] as const) {
      const workflow = looped()
        .node('a', 'data.set', set(where === 'a' ? `{{ steps.${key} }}` : 1), inside)
        .node('after', 'data.set', set(where === 'after' ? `{{ steps.${key} }}` : 1))
        .edge('loop', 'after');
      expect((await over(workflow, [1])).error!.message).toMatch(/not a step before this one/);
    }
  });
  it('loops nest five deep, and results nest with them', async () => {
    const workflow = looped();
    let parentId = 'loop';
    for (const key of ['l2', 'l3', 'l4', 'l5']) {
      workflow.node(key, 'logic.forEach', { items: '{{ [0, 1] }}' }, { parentId });
      parentId = key;
    }
    workflow.node('a', 'data.set', set('{{ loops.loop.item + loops.l3.index }}'), { parentId });
    const end = await over(workflow, ['x']);
    expect(end.status).toBe('success');
    expect(end.steps.filter(({ key }) => key === 'a')).toHaveLength(16);
    expect(end.steps.find(({ key }) => key === 'a')!.iteration).toEqual([0, 0, 0, 0, 0]);
    expect(JSON.stringify(end.output)).toMatch(/^\[\[\[\[\["x0","x0"\]/);
  });
});

describe('Loops: failing items', () => {
  const failing = (config = {}, policy = {}) =>
    looped(config, policy)
      .node('bad', 'logic.if', { condition: '{{ item === 2 }}' }, inside)
      .node('fail', 'core.fail', { message: 'two is bad' }, inside)
      .node('ok', 'data.set', set('{{ item }}'), inside)
      .edge('bad:true', 'fail')
      .edge('bad:false', 'ok');

  it('fail: nothing new starts, and the loop fails with item_failed, its message and details {index, error}', async () => {
    const end = await over(failing(), [1, 2, 3]);
    expect(end).toMatchObject({
      status: 'error',
      error: {
        code: 'item_failed',
        message: 'two is bad',
        key: 'loop',
        details: { index: 1, error: { code: 'failed', key: 'fail', iteration: [1] } },
      },
    });
    expect(end.steps.some(({ iteration }) => iteration?.[0] === 2)).toBe(false);
  });
  it('core.fail in a body ends the item, never the run: the onError of the loop applies', async () => {
    const end = await over(failing({}, { onError: 'continue' }), [1, 2, 3]);
    expect(end).toMatchObject({ status: 'success', output: { error: { code: 'item_failed' } } });
    const branched = failing().node('caught', 'data.set', set('{{ steps.loop.error.details.index }}'));
    expect((await over(branched.edge('loop:error', 'caught'), [2])).output).toBe(0);
  });
  it('fail: the others are aborted and recorded as canceled', async () => {
    let aborted = 0;
    const fetch: Fetch = async (request) => {
      if (request.url.endsWith('2')) return (await pause(10), answer(404));
      request.signal.addEventListener('abort', () => aborted++);
      return hang(request);
    };
    const workflow = looped({ concurrency: 3 }).node(
      'slow',
      'http.request',
      get('https://api.test/{{ item }}'),
      inside,
    );
    const end = await over(workflow, [0, 1, 2], { ports: memoryPorts({ fetch }) });
    expect(end.error).toMatchObject({ code: 'item_failed', details: { index: 2 } });
    expect(aborted).toBe(2);
    const stopped = end.steps.filter(({ status }) => status === 'canceled');
    expect(stopped.map(({ key, iteration }) => [key, iteration])).toEqual([
      ['slow', [0]],
      ['slow', [1]],
    ]);
  });
  it('collect: the loop succeeds, and a failed item is {error} at its index', async () => {
    const end = await over(failing({ onItemError: 'collect' }), [1, 2, 3]);
    expect(end).toMatchObject({
      status: 'success',
      output: [1, { error: { code: 'failed', message: 'two is bad', iteration: [1] } }, 3],
    });
  });
  it('isError of a return in a body fails the item', async () => {
    const workflow = (config = {}) =>
      looped(config).node('r', 'core.return', { value: 'no: {{ item }}', isError: '{{ item > 1 }}' }, inside);
    expect((await over(workflow({ onItemError: 'collect' }), [1, 2])).output).toEqual([
      'no: 1',
      { error: expect.objectContaining({ code: 'returned_error', message: 'no: 2', key: 'r', iteration: [1] }) },
    ]);
    expect(await over(workflow(), [2])).toMatchObject({
      status: 'error',
      error: { code: 'item_failed', message: 'no: 2' },
    });
  });
  it('a step that fails with onError in a body follows its own rules', async () => {
    const workflow = looped()
      .node('a', 'http.request', get(), { ...inside, policy: { onError: 'continue' } })
      .node('b', 'data.set', set('{{ steps.a.error.code }}'), inside)
      .edge('a', 'b');
    const end = await over(workflow, [1], { ports: memoryPorts({ fetch: async () => answer(404) }) });
    expect(end.output).toEqual(['http_status']);
  });
  it('a return in a body aborts what still runs in its item', async () => {
    const workflow = looped()
      .node('slow', 'http.request', get(), inside)
      .node('r', 'core.return', set('{{ item }}'), inside);
    const end = await over(workflow, ['a', 'b'], { ports: memoryPorts({ fetch: hang }) });
    expect(end).toMatchObject({ status: 'success', output: ['a', 'b'] });
    expect(story(end).filter((line) => line.startsWith('slow'))).toEqual(['slow:canceled', 'slow:canceled']);
  });
});
