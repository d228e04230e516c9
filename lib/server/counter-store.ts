import { Redis } from 'ioredis';
import { counterRedisOptions, type CounterStore } from '#lib/auth/counters.ts';
import type { Config } from '#lib/config/config.ts';
import { createCounterPool } from '#lib/db/counter-pool.ts';
import type { Logger } from '#lib/observability/logger.ts';

/** Where all processes count together: Redis where there is one, else Postgres. */
export function openCounterStore(
  config: Pick<Config, 'databaseUrl' | 'redisUrl'>,
  logger: Logger,
): { store: CounterStore; close(): Promise<void> } {
  if (config.redisUrl === null) {
    const pool = createCounterPool(config.databaseUrl);
    return { store: { kind: 'postgres', pool }, close: () => pool.end() };
  }
  const redis = openCounterRedis(config.redisUrl, logger);
  return { store: { kind: 'redis', client: redis }, close: () => Promise.resolve(redis.disconnect()) };
}

export function openCounterRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, counterRedisOptions);
  redis.on('error', (error) => logger.warn({ err: error }, 'redis connection of the counters'));
  return redis;
}
