import { expect, test } from 'vitest';
import { newId } from '#lib/shared/ids.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { deleteExpiredRows } from './expired-rows.ts';

const db = useDatabase();
const now = Date.UTC(2026, 5, 1);
const day = 24 * 3_600_000;

test('ended sessions go after a week, spent counters at once, live ones stay', async () => {
  const userId = newId();
  await db.pool.query(`INSERT INTO "user" (id, email, name, updated_at) VALUES ($1, 'a@example.com', 'A', now())`, [
    userId,
  ]);
  const session = (expiresAt: number, endedAt: number | null) =>
    db.pool.query(`INSERT INTO session (id, user_id, kind, expires_at, ended_at) VALUES ($1, $2, 'token', $3, $4)`, [
      newId(),
      userId,
      new Date(expiresAt),
      endedAt && new Date(endedAt),
    ]);
  await session(now + day, null);
  await session(now + day, now - 6 * day);
  await session(now - 8 * day, null);
  await session(now + day, now - 8 * day);
  await db.pool.query(`INSERT INTO rate_limit (key, points, expire) VALUES ('old', 1, $1), ('live', 1, $2)`, [
    now - 1,
    now + 1,
  ]);
  expect(await deleteExpiredRows(db.pool, now)).toBe(3);
  expect((await db.pool.query('SELECT 1 FROM session')).rowCount).toBe(2);
  expect((await db.pool.query('SELECT key FROM rate_limit')).rows).toEqual([{ key: 'live' }]);
});
