import { Redis } from 'ioredis';
import { describe } from 'vitest';
import { useDatabase } from '#lib/testing/database.ts';
import { describeRedis, useRedis } from '#lib/testing/redis.ts';
import { busConformance } from './bus-conformance.ts';
import { createBus } from './create-bus.ts';

describe('bus over Postgres', () => {
  const database = useDatabase();
  busConformance({
    open: (logger) => createBus({ databaseUrl: database.url, redisUrl: null, logger }),
    sendRaw: async (text) => {
      await database.pool.query(`SELECT pg_notify('toolwright_bus', $1)`, [text]);
    },
    cutConnections: async () => {
      await database.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'toolwright bus' AND datname = current_database()`,
      );
    },
  });
});

describeRedis('bus over Redis', () => {
  const redis = useRedis();
  const command = async (...parts: [string, ...string[]]): Promise<void> => {
    const client = new Redis(redis.url);
    await client.call(...parts);
    client.disconnect();
  };
  busConformance({
    open: (logger) => createBus({ databaseUrl: 'postgres://unused', redisUrl: redis.url, logger }),
    sendRaw: (text) => command('PUBLISH', 'toolwright:bus', text),
    cutConnections: async () => {
      await command('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    },
  });
});
