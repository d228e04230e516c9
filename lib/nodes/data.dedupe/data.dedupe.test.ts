import { describe, expect, it } from 'vitest';
import { outputOf } from '#lib/runner/testing/run-node.ts';

const dedupe = (list: unknown[], by?: string): Promise<unknown> =>
  outputOf('data.dedupe', { items: '{{ input }}', ...(by !== undefined && { by }) }, list);

describe('data.dedupe', () => {
  it('keeps the first of equal elements; 1 and "1" differ', async () => {
    expect(await dedupe([1, '1', 1, null, null, 'a'])).toEqual([1, '1', null, 'a']);
  });
  it('the order of keys does not matter, at any depth', async () => {
    expect(
      await dedupe([
        { a: 1, b: { c: 2, d: 3 } },
        { b: { d: 3, c: 2 }, a: 1 },
      ]),
    ).toHaveLength(1);
  });
  it('by a path; without a value there they are equal', async () => {
    const list = [{ mail: 'x', n: 1 }, { mail: 'x', n: 2 }, { n: 3 }, { mail: null, n: 4 }];
    expect(await dedupe(list, 'mail')).toEqual([list[0], list[2]]);
  });
  it('`__proto__` is an ordinary key', async () => {
    const list = JSON.parse('[{"__proto__": 1}, {"__proto__": 2}, {}]') as unknown[];
    expect(await dedupe(list)).toHaveLength(3);
  });
});
