import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDb, type Db } from '#lib/db/client.ts';
import { idFloor, newId } from '#lib/shared/ids.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { RunTallies } from './run-tallies.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

describe('tallies of runs', () => {
  const database = useDatabase();
  let db: Db;
  beforeAll(() => {
    db = createDb({ databaseUrl: database.url });
  });
  afterAll(() => db.close());

  let made = 0;
  /** Ids of one moment differ in their last digits. */
  const record = async (workspaceId: string, at: number, status = 'success', durationMs: number | null = 1) => {
    const id = idFloor(at).slice(0, -6) + (made += 1).toString(16).padStart(6, '0');
    await database.pool.query(
      `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id, duration_us)
       VALUES ($1, $2, $2, $2, 'direct', $3, 'webhook', 'start', 't', $4)`,
      [id, workspaceId, status, durationMs === null ? null : Math.round(durationMs * 1_000)],
    );
    return id;
  };
  const end = (id: string, status: string) =>
    database.pool.query('UPDATE execution SET status = $2, duration_us = 5000 WHERE id = $1', [id, status]);
  /** What one who counts everything anew finds. */
  const counted = async (workspaceId: string, now: number) => {
    const from = Math.floor(now / MINUTE_MS) * MINUTE_MS - DAY_MS;
    const { rows } = await database.pool.query<{ status: string; count: number }>(
      'SELECT status, count(*)::int AS count FROM execution WHERE workspace_id = $1 AND id >= $2 GROUP BY 1',
      [workspaceId, idFloor(from)],
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  };

  it('are those of one who counts anew, whatever begins, ends and gets old between two looks', async () => {
    const tallies = new RunTallies(db);
    const workspaceId = newId();
    await record(newId(), NOON);
    const statuses = ['success', 'error', 'queued', 'running', 'waiting'];
    const open: string[] = [];
    let now = NOON;
    for (let round = 0; round < 60; round += 1) {
      const status = statuses[round % statuses.length]!;
      const id = await record(workspaceId, now - (round % 3) * 20_000, status);
      if (round % statuses.length > 1) open.push(id);
      if (round % 4 === 0 && open.length > 0) await end(open.splice(round % open.length, 1)[0]!, 'error');
      const { byStatus, executions } = await tallies.of(workspaceId, now);
      expect(byStatus, `round ${round}`).toEqual(await counted(workspaceId, now));
      expect(executions).toBe(Object.values(byStatus).reduce((sum, count) => sum + count, 0));
      now += round % 7 === 6 ? 4 * 3_600_000 : 35_000;
    }
    expect((await tallies.of(workspaceId, now)).executions).toBeLessThan(made - 1);
    expect((await tallies.of(workspaceId, now + 2 * DAY_MS)).byStatus).toEqual({});
  });

  it('do not read again what is over, until somebody says that runs were deleted', async () => {
    const tallies = new RunTallies(db);
    const workspaceId = newId();
    await record(workspaceId, NOON - 10 * MINUTE_MS);
    await record(workspaceId, NOON);
    expect(await tallies.of(workspaceId, NOON)).toMatchObject({ executions: 2 });
    await database.pool.query('DELETE FROM execution WHERE workspace_id = $1', [workspaceId]);
    expect(await tallies.of(workspaceId, NOON)).toMatchObject({ executions: 1 });
    tallies.forget(workspaceId);
    expect(await tallies.of(workspaceId, NOON)).toMatchObject({ executions: 0, p50Ms: null, p95Ms: null });
  });

  it('know durations to 1 %, of runs that have one', async () => {
    const workspaceId = newId();
    for (let ms = 1; ms <= 100; ms += 1) await record(workspaceId, NOON - ms * MINUTE_MS, 'success', ms * 3.7);
    await record(workspaceId, NOON, 'crashed', null);
    await record(workspaceId, NOON, 'running', null);
    const { p50Ms, p95Ms } = await new RunTallies(db).of(workspaceId, NOON);
    expect(Math.abs(p50Ms! / (50 * 3.7) - 1)).toBeLessThan(0.0101);
    expect(Math.abs(p95Ms! / (95 * 3.7) - 1)).toBeLessThan(0.0101);
  });

  it('who asks at once shares a look, and sees what was there when they asked', async () => {
    const tallies = new RunTallies(db);
    const workspaceId = newId();
    const first = tallies.of(workspaceId, NOON);
    await record(workspaceId, NOON);
    const all = await Promise.all(Array.from({ length: 20 }, () => tallies.of(workspaceId, NOON)));
    await first;
    expect(new Set(all.map(({ executions }) => executions))).toEqual(new Set([1]));
  });
});
