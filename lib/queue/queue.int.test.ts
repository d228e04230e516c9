import { describe } from 'vitest';
import { useDatabase } from '#lib/testing/database.ts';
import { describeRedis, useRedis } from '#lib/testing/redis.ts';
import { queueConformance } from './queue-conformance.ts';

describe('queue over Postgres', () => {
  const database = useDatabase();
  queueConformance(() => ({ databaseUrl: database.url, redisUrl: null }));
});

describeRedis('queue over Redis', () => {
  const redis = useRedis();
  queueConformance(() => ({ databaseUrl: 'postgres://unused', redisUrl: redis.url }));
});
