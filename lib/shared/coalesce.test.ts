import { expect, it } from 'vitest';
import { coalesce } from './coalesce.ts';

it('makes one call of what is asked for while another is under way, and answers each with its own', async () => {
  const calls: number[][] = [];
  const double = coalesce(async (items: readonly number[]) => {
    calls.push([...items]);
    await new Promise((resolve) => setImmediate(resolve));
    return items.map((item) => item * 2);
  }, 3);
  const first = double(1);
  await Promise.resolve();
  await Promise.resolve();
  const rest = [2, 3, 4, 5].map(double);
  expect(await first).toBe(2);
  expect(await Promise.all(rest)).toEqual([4, 6, 8, 10]);
  expect(calls).toEqual([[1], [2, 3, 4], [5]]);
});

it('fails those of one call, and goes on with the next', async () => {
  let calls = 0;
  const ask = coalesce(async (items: readonly string[]) => {
    calls += 1;
    await Promise.resolve();
    if (items.includes('bad')) throw new Error('refused');
    return items;
  }, 10);
  const outcomes = await Promise.allSettled([ask('bad'), ask('with it')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await ask('good')).toBe('good');
  expect(calls).toBe(2);
});
