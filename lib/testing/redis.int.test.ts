import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { describeRedis, useRedis } from './redis.ts';

describeRedis('useRedis', () => {
  const redis = useRedis();

  it('is a real server that answers and starts empty', async () => {
    const client = new Redis(redis.url);
    expect(await client.dbsize()).toBe(0);
    await client.set('k', 'v');
    expect(await client.get('k')).toBe('v');
    client.disconnect();
  });
});
