import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareValues } from '#lib/kit/compare-values.ts';
import { errorOf, outputOf } from '#lib/runner/testing/run-node.ts';

const sort = (list: unknown, config: object = {}): Promise<unknown> =>
  outputOf('data.sort', { items: '{{ input }}', ...config }, list);

describe('data.sort', () => {
  it('numbers by size, not as texts', async () => {
    expect(await sort([10, 9, -1, 100])).toEqual([-1, 9, 10, 100]);
  });
  it('texts as in a dictionary', async () => {
    expect(await sort(['b', 'A', 'a', 'Ä', 'Z'])).toEqual(['a', 'A', 'Ä', 'b', 'Z']);
  });
  it('by a path, downwards; equal ones keep their order', async () => {
    const list = [
      { id: 1, size: { n: 2 } },
      { id: 2, size: { n: 3 } },
      { id: 3, size: { n: 2 } },
    ];
    expect(await sort(list, { by: 'size.n', order: 'desc' })).toEqual([list[1], list[0], list[2]]);
  });
  it.each(['asc', 'desc'])('what has no value comes last (%s)', async (order) => {
    const sorted = (await sort([{ v: null }, { v: 1 }, {}, { v: 2 }], { by: 'v', order })) as { v?: number }[];
    expect(sorted.slice(2)).toEqual([{ v: null }, {}]);
  });
  it('its input stays as it was', async () => {
    const list = [2, 1];
    await sort(list);
    expect(list).toEqual([2, 1]);
  });
  it.each(['a..b', '.a', 'a[', 'a[x]', 'a["b]', '[0]a', 'a.'])('%j is no path', async (by) => {
    expect(await errorOf('data.sort', { items: [1], by })).toMatchObject({ code: 'config_invalid', path: '/by' });
  });
  it('a path knows own members only', async () => {
    const list = [{ n: 2 }, { n: 1 }];
    expect(await sort(list, { by: 'constructor.name' })).toEqual(list);
  });
  it('many, in turns with others: as one sort that keeps the order of equal ones', async () => {
    const list = Array.from({ length: 30_000 }, (_, id) => ({
      id,
      v: [(id * 7919) % 101, `t${id % 13}`, null][id % 3],
    }));
    const expected = (sign: 1 | -1) =>
      list.toSorted((one, other) => {
        if (one.v === null || other.v === null) return Number(one.v === null) - Number(other.v === null);
        return sign * compareValues(one.v, other.v);
      });
    expect(await sort(list, { by: 'v', order: 'asc' })).toEqual(expected(1));
    expect(await sort(list, { by: 'v', order: 'desc' })).toEqual(expected(-1));
  });
  it.each([0, 1, 999, 1_000, 1_001, 2_000, 2_001, 5_003])('%d elements', async (length) => {
    const list = Array.from({ length }, (_, index) => (index * 7919) % 5_011);
    expect(await sort(list)).toEqual(list.toSorted((one, other) => one - other));
  });
  it('the comparison is a total order over any JSON', () => {
    const sign = (left: unknown, right: unknown): number => Math.sign(compareValues(left, right));
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
        expect(sign(a, b)).toBe(-sign(b, a) + 0);
        if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
