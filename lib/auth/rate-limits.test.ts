import { expect, test } from 'vitest';
import { createRateLimit, type RateLimit } from './rate-limits.ts';

const aLimit = (points: number | null): RateLimit =>
  createRateLimit({ name: 'test', points, store: { kind: 'memory' }, onAway: () => undefined });

test('refuses what is over the limit, for that key alone, and says when to come back', async () => {
  const limit = aLimit(3);
  for (let call = 0; call < 3; call++) expect(await limit.refusal('key:1')).toBeNull();
  const refusal = await limit.refusal('key:1');
  expect(refusal).toMatchObject({ code: 'rate_limited', status: 429 });
  expect(refusal!.message).toBe('More than 3 requests a second; slow down');
  expect(refusal!.retryAfterMs).toBeGreaterThan(0);
  expect(refusal!.retryAfterMs).toBeLessThanOrEqual(1_000);
  expect(await limit.refusal('key:2')).toBeNull();
});

test('takes the next second’s calls again', async () => {
  const limit = aLimit(1);
  expect(await limit.refusal('key')).toBeNull();
  const refusal = await limit.refusal('key');
  await new Promise((resolve) => setTimeout(resolve, refusal!.retryAfterMs! + 20));
  expect(await limit.refusal('key')).toBeNull();
});

test('switched off it never refuses', async () => {
  const limit = aLimit(null);
  for (let call = 0; call < 100; call++) expect(await limit.refusal('key')).toBeNull();
});
