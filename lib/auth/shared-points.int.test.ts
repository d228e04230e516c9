import { once } from 'node:events';
import { Redis } from 'ioredis';
import pg from 'pg';
import { expect, test } from 'vitest';
import { deleteExpiredRows } from '#lib/db/system/expired-rows.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { describeRedis, useRedis } from '#lib/testing/redis.ts';
import { useWire } from '#lib/testing/wire.ts';
import { sharedPointsConformance } from './shared-points-conformance.ts';
import { SharedPoints } from './shared-points.ts';

const db = useDatabase();
const wire = useWire();
sharedPointsConformance('Postgres', {
  open: async () => {
    // Without the product's patience: on a machine that stands still for a second the store is not away.
    const pool = new pg.Pool({ connectionString: await wire.through(db.url), max: 2 });
    pool.on('error', () => undefined);
    pool.on('connect', (client) => client.on('error', () => undefined));
    let asked = 0;
    pool.on('acquire', () => (asked += 1));
    return { store: { kind: 'postgres', pool }, asked: () => Promise.resolve(asked), close: () => pool.end() };
  },
  cut: wire.cut,
  mend: wire.mend,
});

const aProcess = (name: string): SharedPoints =>
  new SharedPoints({
    store: { kind: 'postgres', pool: db.pool },
    name,
    points: 5,
    seconds: 60,
    onAway: (error) => expect.fail(String(error)),
  });
const passes = async (process: SharedPoints): Promise<number> => {
  const verdicts = await Promise.all(Array.from({ length: 20 }, () => process.spend('192.0.2.1')));
  return verdicts.filter((wait) => wait === null).length;
};
const rows = async (): Promise<string[]> =>
  (await db.pool.query<{ key: string }>('SELECT key FROM rate_limit ORDER BY key')).rows.map(({ key }) => key);

test('counters hold no address, and the sweep takes those that are over', async () => {
  await db.truncate();
  expect(await passes(aProcess('swept'))).toBe(5);
  expect(await rows()).toEqual([expect.stringMatching(/^tw-swept:[\w-]{43}$/)]);
  await deleteExpiredRows(db.pool, Date.now());
  expect(await rows()).toHaveLength(1);
  expect(await passes(aProcess('swept'))).toBe(0);
  await deleteExpiredRows(db.pool, Date.now() + 61_000);
  expect(await rows()).toEqual([]);
  expect(await passes(aProcess('swept'))).toBe(5);
});

test('a counter of a clock that was set back since does not refuse until that time comes again', async () => {
  await db.truncate();
  expect(await passes(aProcess('clock'))).toBe(5);
  await db.pool.query('UPDATE rate_limit SET expire = expire + 3600000');
  const process = aProcess('clock');
  expect(await passes(process)).toBe(5);
  expect(await passes(process)).toBe(0);
  expect(await process.spend('192.0.2.1')).toBeLessThanOrEqual(60_000);
});

describeRedis('with Redis', () => {
  const redis = useRedis();
  const line = useWire();
  sharedPointsConformance('Redis', {
    open: async () => {
      const client = new Redis(await line.through(redis.url), { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
      client.on('error', () => undefined);
      await once(client, 'ready');
      const asked = async (): Promise<number> => {
        const stats = await client.info('commandstats');
        return [...stats.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)].reduce(
          (sum, [, calls]) => sum + Number(calls),
          0,
        );
      };
      return { store: { kind: 'redis', client }, asked, close: () => Promise.resolve(client.disconnect()) };
    },
    cut: line.cut,
    mend: line.mend,
  });
});
