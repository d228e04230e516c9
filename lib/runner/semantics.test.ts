import { describe, expect, it } from 'vitest';
import { run, story } from './testing/run-workflow.ts';
import { aWorkflow, type WorkflowBuilder } from './testing/workflow-builder.ts';

/** A workflow with a manual trigger `start`. */
const started = (): WorkflowBuilder => aWorkflow().node('start', 'trigger.manual');
const set = (value: unknown): Record<string, unknown> => ({ value });

describe('Steps, edges, order', () => {
  it('a trigger starts a run and is its first step; its output is input', async () => {
    const end = await run(
      started().node('a', 'data.set', set('{{ [input, steps.start] }}')).chain('start', 'a').build(),
      { input: { x: 1 } },
    );
    expect(story(end)).toEqual(['start:success', 'a:success']);
    expect(end.output).toEqual([{ x: 1 }, { x: 1 }]);
  });
  it('a node is skipped when no incoming edge was taken', async () => {
    const workflow = started()
      .node('check', 'logic.if', { condition: '{{ input }}' })
      .node('yes', 'data.set', set(1))
      .node('no', 'data.set', set(2))
      .node('after', 'data.set', set(3));
    const end = await run(
      workflow.edge('start', 'check').edge('check:true', 'yes').edge('check:false', 'no').edge('no', 'after').build(),
      { input: true },
    );
    expect(story(end)).toEqual([
      'start:success',
      'check:success@true',
      'no:notReached',
      'after:notReached',
      'yes:success',
    ]);
  });
  it('edges from nodes that the started trigger does not reach are not taken, and such nodes get no record', async () => {
    const workflow = started()
      .node('other', 'trigger.manual')
      .node('far', 'data.set', set(1))
      .node('join', 'logic.merge', { mode: 'all' });
    const end = await run(workflow.edge('other', 'far').edge('far', 'join').edge('start', 'join').build(), {
      header: { triggerKey: 'start' },
    });
    expect(story(end)).toEqual(['start:success', 'join:success']);
    expect(end.output).toEqual({ start: null });
  });
  it('run.trigger is the key of the started one', async () => {
    const workflow = started()
      .node('other', 'trigger.manual')
      .node('a', 'data.set', set('{{ run.trigger }}'))
      .edge('start', 'a')
      .edge('other', 'a');
    expect((await run(workflow.build(), { header: { triggerKey: 'other' } })).output).toBe('other');
  });
  it('ready nodes start in the order they got ready, ties in the order of nodes', async () => {
    const workflow = started()
      .node('c', 'data.set', set(1))
      .node('a', 'data.set', set(1))
      .node('b', 'data.set', set(1))
      .node('d', 'data.set', set(1));
    const end = await run(workflow.edge('start', 'b', 'a', 'c').edge('a', 'd').build());
    expect(end.steps.map((step) => step.key)).toEqual(['start', 'c', 'a', 'b', 'd']);
  });
  it('a taken port without edges ends that branch quietly', async () => {
    const end = await run(
      started()
        .node('check', 'logic.if', { condition: '{{ false }}' })
        .node('yes', 'data.set', set(1))
        .edge('start', 'check')
        .edge('check:true', 'yes')
        .build(),
    );
    expect(end).toMatchObject({ status: 'success', output: false });
  });
});

describe('If, switch, merge', () => {
  const conditions: [unknown, boolean][] = [
    [true, true],
    ['false', false],
    ['FALSE', false],
    ['', false],
    [0, false],
    [null, false],
    [[], true],
    ['no', true],
  ];
  it.each(conditions)(
    'a condition of %j is %s: as in JavaScript, but the text false is false',
    async (input, expected) => {
      const end = await run(
        started().node('check', 'logic.if', { condition: '{{ input }}' }).chain('start', 'check').build(),
        { input: input as never },
      );
      expect(end.output).toBe(expected);
      expect(end.steps[1]).toMatchObject({ port: String(expected) });
    },
  );
  it('switch leaves by the first case whose when is true; later ones are not evaluated', async () => {
    const cases = [
      { name: 'no', when: '{{ false }}' },
      { name: 'yes', when: '{{ true }}' },
      { name: 'bad', when: '{{ input() }}' },
    ];
    const end = await run(started().node('choose', 'logic.switch', { cases }).chain('start', 'choose').build(), {
      input: 1,
    });
    expect(end).toMatchObject({ status: 'success', output: 'yes' });
  });
  it('else by fallback', async () => {
    const workflow = started()
      .node('choose', 'logic.switch', { cases: [{ name: 'a', when: '{{ false }}' }] })
      .node('rest', 'data.set', set('rest'));
    expect((await run(workflow.edge('start', 'choose').edge('choose:fallback', 'rest').build())).output).toBe('rest');
  });
  it('merge all is {sourceKey: output} of the taken edges; skipped branches do not block it', async () => {
    const workflow = started()
      .node('check', 'logic.if', { condition: '{{ false }}' })
      .node('a', 'data.set', set('a'))
      .node('b', 'data.set', set('b'))
      .node('c', 'data.set', set('c'))
      .node('join', 'logic.merge');
    const end = await run(
      workflow
        .edge('start', 'check', 'c')
        .edge('check:true', 'a')
        .edge('check:false', 'b')
        .edge('a', 'join')
        .edge('b', 'join')
        .edge('c', 'join')
        .build(),
    );
    expect(end.output).toEqual({ b: 'b', c: 'c' });
  });
  it('merge any goes on once, with the output behind the first taken edge; later arrivals change nothing, their branches run on', async () => {
    const workflow = started()
      .node('a', 'data.set', set('a'))
      .node('b', 'data.set', set('b'))
      .node('join', 'logic.merge', { mode: 'any' })
      .node('last', 'data.set', set('{{ steps.join }}'));
    const end = await run(
      workflow.edge('start', 'a', 'b').edge('b', 'join').edge('a', 'join').edge('join', 'last').build(),
    );
    expect(story(end)).toEqual(['start:success', 'a:success', 'b:success', 'join:success', 'last:success']);
    expect(end.output).toBe('a');
  });
  it('a condition without {{ }} fails its step', async () => {
    const end = await run(
      started().node('check', 'logic.if', { condition: 'input > 1' }).chain('start', 'check').build(),
    );
    expect(end).toMatchObject({ status: 'error', error: { code: 'config_invalid', key: 'check', path: '/condition' } });
  });
});

describe('Start, end, result', () => {
  it('the first return to finish ends the run; nothing new starts', async () => {
    const workflow = started()
      .node('a', 'core.return', set('first'))
      .node('b', 'core.return', set('second'))
      .edge('start', 'a', 'b');
    const end = await run(workflow.build());
    expect(end).toMatchObject({ status: 'success', output: 'first', isError: false });
    expect(story(end)).toEqual(['start:success', 'a:success']);
  });
  it('without a return, the output is that of the one end that was reached', async () => {
    expect((await run(started().build(), { input: 'x' })).output).toBe('x');
  });
  it('or, if there are several, an object of their outputs by key', async () => {
    const workflow = started().node('b', 'data.set', set(2)).node('a', 'data.set', set(1)).edge('start', 'a', 'b');
    const { output } = await run(workflow.build());
    expect(JSON.stringify(output)).toBe('{"b":2,"a":1}');
  });
  it('isError is an answer, no failure', async () => {
    const end = await run(
      started().node('r', 'core.return', { value: 'no', isError: true }).chain('start', 'r').build(),
    );
    expect(end).toMatchObject({ status: 'success', isError: true, output: 'no' });
  });
  it('core.fail ends the run with its message, word for word', async () => {
    const end = await run(
      started().node('f', 'core.fail', { message: 'No repo {{ input }}' }).chain('start', 'f').build(),
      { input: 'x' },
    );
    expect(end).toMatchObject({
      status: 'error',
      output: null,
      error: { code: 'failed', message: 'No repo x', nodeId: 'f', key: 'f', attempt: 1 },
    });
  });
});

describe('Errors', () => {
  const failing = { value: '{{ input.missing.name() }}{{ input() }}' };
  it('no onError means fail: the message names node, field and what was wrong', async () => {
    const end = await run(started().node('a', 'data.set', failing).chain('start', 'a').build(), { input: {} });
    expect(end).toMatchObject({
      status: 'error',
      error: { code: 'expression_error', nodeId: 'a', key: 'a', path: '/value', attempt: 1 },
    });
    expect(end.error!.message).toMatch(/^Node "a" \(data.set\), field "value": /);
    expect(story(end)).toEqual(['start:success', 'a:error']);
  });
  it('no onError means branch if an edge leaves the error port', async () => {
    const workflow = started()
      .node('a', 'data.set', failing)
      .node('rescue', 'data.set', set('{{ steps.a.error.code }}'))
      .node('fine', 'data.set', set(1));
    const end = await run(workflow.edge('start', 'a').edge('a:error', 'rescue').edge('a', 'fine').build(), {
      input: {},
    });
    expect(story(end)).toEqual(['start:success', 'a:error*@error', 'fine:notReached', 'rescue:success']);
    expect(end).toMatchObject({ status: 'success', output: 'expression_error' });
  });
  it('continue takes the out edges, with {error} as output', async () => {
    const workflow = started()
      .node('a', 'data.set', failing, { policy: { onError: 'continue' } })
      .node('next', 'data.set', set('{{ steps.a.error.key }}'));
    const end = await run(workflow.chain('start', 'a', 'next').build(), { input: {} });
    expect(story(end)).toEqual(['start:success', 'a:error*', 'next:success']);
    expect(end.output).toBe('a');
  });
  it('branch with nothing connected is fail, never silence', async () => {
    const workflow = started()
      .node('a', 'data.set', failing, { policy: { onError: 'branch' } })
      .node('next', 'data.set', set(1));
    expect(await run(workflow.chain('start', 'a', 'next').build(), { input: {} })).toMatchObject({ status: 'error' });
  });
  it('types without an error port only fail', async () => {
    const workflow = started()
      .node('a', 'logic.if', { condition: '{{ input() }}' }, { policy: { onError: 'continue' } })
      .node('next', 'data.set', set(1));
    expect(await run(workflow.edge('start', 'a').edge('a:true', 'next').build(), { input: 1 })).toMatchObject({
      status: 'error',
    });
  });
});

describe('Disabled', () => {
  it('is skipped and its out edges are taken; its output is undefined, nothing is evaluated', async () => {
    const workflow = started()
      .node('off', 'data.set', set('{{ input() }}'), { disabled: true })
      .node('next', 'data.set', { value: { seen: '{{ steps.off === undefined }}' } });
    const end = await run(workflow.chain('start', 'off', 'next').build());
    expect(story(end)).toEqual(['start:success', 'off:disabled', 'next:success']);
    expect(end.output).toEqual({ seen: true });
  });
  it('a type without out lets nothing through', async () => {
    const workflow = started()
      .node('off', 'logic.if', { condition: '{{ true }}' }, { disabled: true })
      .node('next', 'data.set', set(1));
    const end = await run(workflow.edge('start', 'off').edge('off:true', 'next').build());
    expect(story(end)).toEqual(['start:success', 'off:disabled', 'next:notReached']);
  });
  it('a disabled return does not return', async () => {
    const workflow = started()
      .node('off', 'core.return', set(1), { disabled: true })
      .node('next', 'data.set', set(2))
      .edge('start', 'off', 'next');
    expect((await run(workflow.build())).output).toEqual({ next: 2 });
  });
  it('is not reached like any node if no edge into it was taken', async () => {
    const workflow = started()
      .node('check', 'logic.if', { condition: '{{ false }}' })
      .node('off', 'data.set', set(1), { disabled: true })
      .node('next', 'data.set', set(1));
    const end = await run(workflow.edge('start', 'check').edge('check:true', 'off').edge('off', 'next').build());
    expect(story(end)).toEqual(['start:success', 'check:success@false', 'off:notReached', 'next:notReached']);
  });
});

describe('Expressions in config', () => {
  const value = async (given: unknown, input: unknown = null): Promise<unknown> =>
    (await run(started().node('a', 'data.set', set(given)).chain('start', 'a').build(), { input: input as never }))
      .output;
  it('one {{ }} and nothing else keeps the value, otherwise text', async () => {
    expect(await value({ n: '{{ input.n }}', t: 'n={{ input.n }}', s: ' {{ input.n }}' }, { n: 5 })).toEqual({
      n: 5,
      t: 'n=5',
      s: ' 5',
    });
  });
  it('undefined is dropped from objects and null elsewhere', async () => {
    expect(await value({ a: '{{ input.x }}', b: ['{{ input.x }}'] }, {})).toEqual({ b: [null] });
    expect(await value('{{ input.x }}', {})).toBe(null);
  });
  it('object keys never are templates', async () => {
    expect(await value({ '{{ input }}': 1 }, 'x')).toEqual({ '{{ input }}': 1 });
  });
  it('__proto__ is an ordinary key', async () => {
    const output = await value(JSON.parse('{"__proto__": "{{ input }}"}'), 'x');
    expect(Object.getOwnPropertyDescriptor(output, '__proto__')?.value).toBe('x');
  });
  it('values are never parsed for {{ }} again', async () => {
    expect(await value('{{ input }}', '{{ run.id }}')).toBe('{{ run.id }}');
  });
  it('the first error in document order fails the step with its path', async () => {
    const end = await run(
      started()
        .node('a', 'data.set', set({ 'a/b': ['{{ 1 }}', '{{ input() }}'], z: '{{ oops }}' }))
        .chain('start', 'a')
        .build(),
      { input: 1 },
    );
    expect(end.error).toMatchObject({ path: '/value/a~1b/1' });
  });
  it('a step that is not upstream is an error, even if it has run', async () => {
    const workflow = started()
      .node('a', 'data.set', set(1))
      .node('b', 'data.set', set('{{ steps.a }}'))
      .edge('start', 'a', 'b');
    expect(await run(workflow.build())).toMatchObject({
      status: 'error',
      error: { key: 'b', code: 'expression_error' },
    });
  });
  it('nor can it be reached by a computed name', async () => {
    const workflow = started()
      .node('a', 'data.set', set(1))
      .node('b', 'data.set', set('{{ steps["A".toLowerCase()] }}'))
      .edge('start', 'a', 'b');
    expect(await run(workflow.build())).toMatchObject({ status: 'error', error: { key: 'b' } });
  });
  it('a step that was skipped is undefined', async () => {
    const workflow = started()
      .node('check', 'logic.if', { condition: '{{ false }}' })
      .node('a', 'data.set', set(1))
      .node('b', 'data.set', set('{{ steps.a === undefined }}'));
    expect(
      (
        await run(
          workflow.edge('start', 'check').edge('check:true', 'a').edge('a', 'b').edge('check:false', 'b').build(),
        )
      ).output,
    ).toBe(true);
  });
  it('not_json: what JSON cannot hold does not leave an expression', async () => {
    const end = await run(started().node('a', 'data.set', set('{{ 1 / 0 }}')).chain('start', 'a').build());
    expect(end.error).toMatchObject({ code: 'not_json', path: '/value' });
  });
});
