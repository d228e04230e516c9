import type pg from 'pg';
import {
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';

/** Where counters live: shared by all processes, or (tests, tools) in memory. */
export type CounterStore =
  { kind: 'postgres'; pool: pg.Pool } | { kind: 'redis'; client: unknown } | { kind: 'memory' };

/** How to open a Redis for the counters: a command that cannot run now fails at once, and the process counts for itself. */
export const counterRedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  commandTimeout: 500,
} as const;

interface CounterOptions {
  /** Part of the counters' names. */
  name: string;
  points: number;
  seconds: number;
  /** Takes over while a store cannot be asked; without one its errors are the caller's. */
  insurance?: RateLimiterAbstract;
}

/** Counters of one kind, by key. A call that is over `points` rejects with a `RateLimiterRes`. */
export function createCounter(
  store: CounterStore,
  { name, points, seconds, insurance }: CounterOptions,
): RateLimiterAbstract {
  const options = { keyPrefix: `tw-${name}`, points, duration: seconds };
  const insured = insurance ? { ...options, insuranceLimiter: insurance } : options;
  switch (store.kind) {
    case 'memory':
      return new RateLimiterMemory(options);
    case 'redis':
      return new RateLimiterRedis({ ...insured, storeClient: store.client });
    case 'postgres':
      return new RateLimiterPostgres({
        ...insured,
        storeClient: store.pool,
        storeType: 'pool',
        tableName: 'rate_limit',
        tableCreated: true,
        clearExpiredByTimeout: false,
      });
  }
}
