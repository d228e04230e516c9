import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { useDatabase } from '#lib/testing/database.ts';
import { createDb } from './client.ts';

describe('a raw transaction', () => {
  const database = useDatabase();

  it('fails when its connection breaks between two queries, and the process lives', async () => {
    const db = createDb({ databaseUrl: database.url });
    onTestFinished(() => db.close());
    const work = db.rawTransaction(async (client) => {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await db.pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
      await sleep(200);
      await client.query('SELECT 1');
    });
    await expect(work).rejects.toThrow(/connection/i);
    expect((await db.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});

describe('a transaction of Prisma', () => {
  const database = useDatabase();

  it('fails when its connection breaks at any moment, and the process lives', async () => {
    const db = createDb({ databaseUrl: database.url });
    onTestFinished(() => db.close());
    for (let round = 0; round < 10; round += 1) {
      const work = Promise.allSettled(
        Array.from({ length: 8 }, () =>
          db.transaction(async (tx) => {
            await tx.$queryRaw`SELECT 1`;
            await sleep(round);
            await tx.$queryRaw`SELECT 1`;
          }),
        ),
      );
      await sleep(round);
      await db.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      await work;
    }
    expect(await db.transaction((tx) => tx.$queryRaw`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  });
});
