import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limits.ts';

test('refuses what is over the limit, for that key alone, and says when to come back', async () => {
  const limit = createRateLimit({ name: 'a', perSecond: 3 });
  for (let call = 0; call < 3; call++) expect(await limit.refusal(['key:1'])).toBeNull();
  const refusal = await limit.refusal(['key:1']);
  expect(refusal).toMatchObject({ code: 'rate_limited', status: 429 });
  expect(refusal!.retryAfterMs).toBeGreaterThan(0);
  expect(refusal!.retryAfterMs).toBeLessThanOrEqual(1_000);
  expect(await limit.refusal(['key:2'])).toBeNull();
});

test('takes the next second’s calls again', async () => {
  const limit = createRateLimit({ name: 'b', perSecond: 1 });
  expect(await limit.refusal(['key'])).toBeNull();
  const refusal = await limit.refusal(['key']);
  await new Promise((resolve) => setTimeout(resolve, refusal!.retryAfterMs! + 20));
  expect(await limit.refusal(['key'])).toBeNull();
});

test('one key over its limit is enough to refuse', async () => {
  const limit = createRateLimit({ name: 'c', perSecond: 2 });
  expect(await limit.refusal(['key:1', 'workspace'])).toBeNull();
  expect(await limit.refusal(['key:2', 'workspace'])).toBeNull();
  expect(await limit.refusal(['key:3', 'workspace'])).toMatchObject({ code: 'rate_limited' });
});

test('switched off it never refuses', async () => {
  const limit = createRateLimit({ name: 'd', perSecond: null });
  for (let call = 0; call < 100; call++) expect(await limit.refusal(['key'])).toBeNull();
});
