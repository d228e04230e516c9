import { expect, test } from 'vitest';
import { FreshCache } from './fresh-cache.ts';

function setUp() {
  let now = 1_000;
  let reads = 0;
  const cache = new FreshCache<number>({ max: 2, maxAgeMs: 500, now: () => now });
  const get = (key = 'a') => cache.get(key, () => Promise.resolve((reads += 1)));
  return { cache, get, pass: (ms: number) => (now += ms) };
}

test('a value is used again until its read is maxAgeMs old', async () => {
  const { get, pass } = setUp();
  expect(await get()).toBe(1);
  pass(499);
  expect(await get()).toBe(1);
  pass(1);
  expect(await get()).toBe(2);
});

test('age counts from the start of the read, not from its end', async () => {
  let now = 0;
  const cache = new FreshCache<string>({ max: 2, maxAgeMs: 500, now: () => now });
  const { promise, resolve } = Promise.withResolvers<string>();
  const slow = cache.get('a', () => promise);
  now = 500;
  resolve('old');
  expect(await slow).toBe('old');
  expect(await cache.get('a', () => Promise.resolve('new'))).toBe('new');
});

test('concurrent readers share one read; a failed read is not kept', async () => {
  const { cache, get } = setUp();
  expect(await Promise.all([get(), get(), get()])).toEqual([1, 1, 1]);
  await expect(cache.get('b', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(await cache.get('b', () => Promise.resolve(7))).toBe(7);
});

test('clear forgets at once; size is bounded', async () => {
  const { cache, get } = setUp();
  expect(await get()).toBe(1);
  cache.clear();
  expect(await get()).toBe(2);
  await get('b');
  await get('c');
  expect(await get('a')).toBe(5);
});

test('a clock that jumps back does not make values live longer', async () => {
  const { get, pass } = setUp();
  await get();
  pass(-10_000);
  expect(await get()).toBe(2);
});
