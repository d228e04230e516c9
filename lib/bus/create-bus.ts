import type { Bus, BusLogger } from './bus.ts';
import { createPostgresBus } from './postgres-bus.ts';
import { createRedisBus } from './redis-bus.ts';

/** Redis when `redisUrl` is set, else Postgres. One for each process; close it at the end. */
export function createBus(options: { databaseUrl: string; redisUrl: string | null; logger: BusLogger }): Bus {
  return options.redisUrl === null
    ? createPostgresBus({ databaseUrl: options.databaseUrl, logger: options.logger })
    : createRedisBus({ redisUrl: options.redisUrl, logger: options.logger });
}
