import { once } from 'node:events';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { counterRedisOptions } from './counters.ts';
import { createSignInThrottle } from './sign-in-throttle.ts';
import { describeRedis, useRedis } from '#lib/testing/redis.ts';

describeRedis('without its Redis', () => {
  const redis = useRedis();

  test('sign-in goes on, slowed down by each process on its own', { timeout: 30_000 }, async () => {
    const client = new Redis(redis.url, counterRedisOptions);
    client.on('error', () => undefined);
    await once(client, 'ready');
    const throttle = createSignInThrottle({ kind: 'redis', client });
    await throttle.beforeTry('ada@example.com', '192.0.2.1');
    await redis.crash();
    const results: string[] = [];
    for (let at = 0; at < 9; at += 1) {
      results.push(
        await throttle.beforeTry('ada@example.com', '192.0.2.1').then(
          () => 'goes on',
          (error: { code: string }) => error.code,
        ),
      );
    }
    expect(results.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'goes on'));
    expect(results.at(-1)).toBe('rate_limited');
    client.disconnect();
  });
});
