import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDb, type Db } from '#lib/db/client.ts';
import type { Logger } from '#lib/observability/logger.ts';
import { idFloor, newId } from '#lib/shared/ids.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { ExecutionFence } from './execution-fence.ts';

const database = useDatabase();
let db: Db;
beforeAll(() => {
  db = createDb({ databaseUrl: database.url });
});
afterAll(() => db.close());

const NOON = Date.UTC(2026, 10, 20, 12);
const logger = { warn: () => undefined } as unknown as Logger;

/** A fence of a process of its own; its clock stands where it is put. */
function aFence(executionsPerDay: number) {
  const clock = { time: NOON, now: () => clock.time };
  const quotas = { executionsPerDay, storageBytes: 0, servers: 0, members: 0, concurrentRuns: 0 };
  return { clock, fence: new ExecutionFence({ db, config: { quotas }, clock, logger }) };
}

let runs = 0;

/** `newId` never goes back in time, so the id is made by hand: of that moment, give or take a few ms. */
async function recordRun(workspaceId: string, at: number): Promise<void> {
  runs += 1;
  await database.pool.query(
    `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id)
     VALUES ($1, $2, $2, $2, 'direct', 'success', 'tool', 'start', 't')`,
    [idFloor(at + runs), workspaceId],
  );
}

const admitted = async (fence: ExecutionFence, workspaceId: string, tries: number): Promise<number> => {
  const answers = await Promise.all(Array.from({ length: tries }, () => fence.admit(workspaceId)));
  return answers.filter((refusal) => refusal === null).length;
};

test('admits exactly as many as are left of the day, asked one by one or at once', async () => {
  const workspaceId = newId();
  await recordRun(workspaceId, NOON - 3_600_000);
  await recordRun(workspaceId, NOON - 86_400_000);
  const { fence } = aFence(5);
  expect(await admitted(fence, workspaceId, 20)).toBe(4);
  expect(await fence.admit(workspaceId)).toMatchObject({
    code: 'daily_quota_reached',
    status: 429,
    retryAfterMs: 12 * 3_600_000,
    details: { quota: 'executionsPerDay', limit: 5 },
  });
  expect(await admitted(fence, newId(), 20)).toBe(5);
});

test('begins anew with the day', async () => {
  const workspaceId = newId();
  const { fence, clock } = aFence(2);
  expect(await admitted(fence, workspaceId, 5)).toBe(2);
  clock.time = NOON + 12 * 3_600_000;
  expect(await admitted(fence, workspaceId, 5)).toBe(2);
});

test('sees the runs of other processes after 10 s, and counts none twice', async () => {
  const workspaceId = newId();
  const { fence, clock } = aFence(10);
  expect(await fence.admit(workspaceId)).toBeNull();
  await recordRun(workspaceId, NOON);
  for (let other = 0; other < 9; other++) await recordRun(workspaceId, NOON + 1_000);
  clock.time = NOON + 11_000;
  await fence.admit(workspaceId);
  await expect.poll(async () => (await fence.admit(workspaceId))?.code).toBe('daily_quota_reached');

  const { fence: another, clock: later } = aFence(100);
  await another.admit(workspaceId);
  for (const seconds of [70, 90, 110]) {
    later.time = NOON + seconds * 1_000;
    await another.admit(workspaceId);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  // Ten recorded runs, and the one that was admitted since the last look began.
  expect(await admitted(another, workspaceId, 200)).toBe(89);
});

test('three processes together pass the limit by what two of them admit in 10 s at most, and by nothing afterwards', async () => {
  const workspaceId = newId();
  const processes = Array.from({ length: 3 }, () => aFence(30));
  const round = async (): Promise<number> => {
    const counts = await Promise.all(processes.map(({ fence }) => admitted(fence, workspaceId, 20)));
    const all = counts.reduce((sum, count) => sum + count, 0);
    for (let run = 0; run < all; run += 1) await recordRun(workspaceId, processes[0]!.clock.time);
    return all;
  };
  const first = await round();
  expect(first).toBe(60);
  for (const { clock, fence } of processes) {
    clock.time += 11_000;
    await fence.admit(workspaceId);
    await expect.poll(async () => (await fence.admit(workspaceId))?.code).toBe('daily_quota_reached');
  }
  expect(await round()).toBe(0);
});
