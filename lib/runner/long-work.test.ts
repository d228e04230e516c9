import { describe, expect, it } from 'vitest';
import type { RunEvent } from './ports.ts';
import { started } from './testing/http-answers.ts';
import { run, story } from './testing/run-workflow.ts';

/** Takes a millisecond or two, far from its 100. */
const heavy = '[...Array(2000).keys()].map(x => x * x).filter(x => x % 2).length';

describe('Work that takes long keeps neither the process nor its run', () => {
  const filter = (condition: string) =>
    started()
      .node('f', 'data.filter', { items: '{{ [...Array(input).keys()] }}', condition })
      .chain('start', 'f')
      .build();

  it('a condition over many elements is the same in turns', async () => {
    const end = await run(filter(`{{ ${heavy} > 0 && item % 2 === index % 2 && item % 10 === 0 }}`), { input: 60 });
    expect(end.output).toEqual([0, 10, 20, 30, 40, 50]);
  });

  it('is canceled while it computes', async () => {
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 50);
    const end = await run(filter(`{{ ${heavy} > index }}`), { input: 100_000, signal: cancel.signal });
    expect([end.status, story(end)]).toEqual(['canceled', ['start:success', 'f:canceled']]);
  });

  it('and ends with the time of its run', async () => {
    const definition = filter(`{{ ${heavy} > index }}`);
    const end = await run({ ...definition, settings: { ...definition.settings, timeoutMs: 500 } }, { input: 100_000 });
    expect([end.status, story(end)]).toEqual(['timeout', ['start:success', 'f:canceled']]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['data.sort', {}],
    ['data.dedupe', {}],
    [
      'data.aggregate',
      { values: ['list', 'max', 'min', 'count', 'sum', 'avg'].map((op) => ({ name: op, op, path: 'n' })) },
    ],
    ['data.aggregate', { groupBy: 'n', values: [{ name: 'most', op: 'max', path: 'n' }] }],
    ['data.join', { with: '{{ input }}', by: 'n' }],
  ])('%s of very many is canceled, too', async (type, config) => {
    const cancel = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.type === 'step.started' && event.step.key === 'it') setTimeout(() => cancel.abort(), 0);
    };
    const workflow = started()
      .node('it', type, { items: '{{ input }}', ...config })
      .chain('start', 'it')
      .build();
    const input = Array.from({ length: 300_000 }, (_, index) => ({ n: (index * 7919) % 300_007 }));
    const end = await run(workflow, { input, signal: cancel.signal, onEvent });
    expect([end.status, story(end)]).toEqual(['canceled', ['start:success', 'it:canceled']]);
  });

  it('others go on meanwhile', async () => {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 1);
    await run(filter(`{{ ${heavy} > index }}`), { input: 1_000 });
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(1);
  });

  it('an element that fails is named at the condition, late ones too', async () => {
    const { error } = await run(filter(`{{ ${heavy} > 0 && (item < 50 || item()) }}`), { input: 60 });
    expect(error).toMatchObject({ code: 'expression_error', path: '/condition' });
  });
});

describe('The expressions of one step take a second together at most', () => {
  // Three thousand of them take many seconds, on a fast machine too.
  const text = `{{ ${heavy.replace('2000', '4000')} }}`;
  it.each<[string, string, Record<string, unknown>]>([
    ['fields', 'data.set', { value: Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`f${at}`, text])) }],
    ['a list', 'data.set', { value: Array.from({ length: 3_000 }, () => text) }],
    ['parts of an address', 'http.request', { method: 'GET', url: `https://api.test/${text.repeat(3_000)}` }],
    // A machine that stands still for 100 ms is not what is tested, hence once more.
  ])('%s', { retry: 2, timeout: 30_000 }, async (_what, type, config) => {
    const end = await run(started().node('it', type, config).chain('start', 'it').build());
    expect(end.error).toMatchObject({ code: 'limit_exceeded', key: 'it' });
    expect(end.error!.message).toMatch(/1 s together/);
  });

  it('many light ones are none', async () => {
    const value = Array.from({ length: 2_000 }, (_, at) => `{{ input + ${at} }}`);
    const end = await run(started().node('it', 'data.set', { value }).chain('start', 'it').build(), { input: 1 });
    expect((end.output as number[]).at(-1)).toBe(2_000);
  });
});
