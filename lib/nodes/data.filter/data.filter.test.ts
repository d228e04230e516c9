import { describe, expect, it } from 'vitest';
import { errorOf, outputOf } from '#lib/runner/testing/run-node.ts';

const items = '{{ input.items }}';
const filter = (list: unknown, condition: string, input: object = {}): Promise<unknown> =>
  outputOf('data.filter', { items, condition }, { items: list, ...input });

describe('data.filter', () => {
  it('keeps the elements for which the condition is true, in their order', async () => {
    expect(await filter([5, 1, 7, 2], '{{ item > input.least }}', { least: 2 })).toEqual([5, 7]);
  });
  it('knows the place of each element', async () => {
    expect(await filter(['a', 'b', 'c', 'd'], '{{ index % 2 === 0 }}')).toEqual(['a', 'c']);
  });
  it('true as in JavaScript, except that the text `false` (any case) is false', async () => {
    const list = [0, 1, '', 'x', 'false', 'FALSE', null, [], {}, true, false];
    expect(await filter(list, '{{ item }}')).toEqual([1, 'x', [], {}, true]);
  });
  it('an empty list stays empty, and its condition is not evaluated', async () => {
    expect(await filter([], '{{ item.nothing.toFixed() }}')).toEqual([]);
  });
  it.each([[null], ['text'], [7], [{ length: 2 }], [undefined]])(
    '%j is no list: an error at the field',
    async (list) => {
      const error = await errorOf('data.filter', { items, condition: '{{ item }}' }, { items: list });
      expect(error).toMatchObject({ code: 'config_invalid', key: 'node', path: '/items' });
      expect(error.message).toContain('data.filter');
    },
  );
  it('an expression that fails for one element fails the step at the condition', async () => {
    const error = await errorOf(
      'data.filter',
      { items, condition: '{{ item.name.nope() }}' },
      { items: [{ name: 'x' }] },
    );
    expect(error).toMatchObject({ path: '/condition' });
  });
  it('10,000 elements are quick', async () => {
    const list = Array.from({ length: 10_000 }, (_, n) => ({ n, even: n % 2 === 0 }));
    expect(await filter(list, '{{ item.even && item.n >= 9990 }}')).toHaveLength(5);
  });
});
