import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { useDatabase } from '#lib/testing/database.ts';
import { describeRedis, useRedis } from '#lib/testing/redis.ts';
import { throttleConformance } from './sign-in-throttle-conformance.ts';
import { createSignInThrottle } from './sign-in-throttle.ts';

const db = useDatabase();
throttleConformance(
  'Postgres',
  () => ({ kind: 'postgres', pool: db.pool }),
  () => Promise.resolve(),
);

test('the counters’ table holds no address of anybody, however long it is', async () => {
  const email = `${'x'.repeat(240)}@example.com`;
  await createSignInThrottle({ kind: 'postgres', pool: db.pool }).beforeTry(email, '192.0.2.99');
  const { rows } = await db.pool.query<{ key: string }>('SELECT key FROM rate_limit');
  expect(rows.length).toBeGreaterThan(0);
  for (const { key } of rows) expect(key).not.toMatch(/example|192\.0/);
});

describeRedis('with Redis', () => {
  const redis = useRedis();
  let client: Redis | undefined;
  throttleConformance(
    'Redis',
    () => ({ kind: 'redis', client: (client = new Redis(redis.url)) }),
    async () => {
      await client?.quit();
    },
  );
});
