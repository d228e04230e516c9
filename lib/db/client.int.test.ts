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
