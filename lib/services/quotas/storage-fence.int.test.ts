import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { allowanceFields, allowancesOf } from '#lib/config/allowances.ts';
import { createDb, type Db } from '#lib/db/client.ts';
import type { Logger } from '#lib/observability/logger.ts';
import { newId } from '#lib/shared/ids.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { ExecutionFence } from './execution-fence.ts';

const database = useDatabase();
let db: Db;
beforeAll(() => {
  db = createDb({ databaseUrl: database.url });
});
afterAll(() => db.close());

const logger = { warn: () => undefined } as unknown as Logger;
const defaults = allowancesOf(z.object(allowanceFields).parse({})).quotas;
const LIMIT = 2 * 1_048_576;

function aFence() {
  const clock = { time: Date.UTC(2026, 10, 20, 12), now: () => clock.time };
  const quotas = { ...defaults, storageBytes: LIMIT };
  return { clock, fence: new ExecutionFence({ db, config: { quotas }, clock, logger }) };
}
const store = (workspaceId: string, size: number): Promise<unknown> =>
  database.pool.query(
    `INSERT INTO stored_value (id, workspace_id, execution_id, sha256, size, bytes) VALUES ($1, $2, $1, '\\x00', $3, '\\x00')`,
    [newId(), workspaceId, size],
  );

test('a full workspace starts runs, one that stores more than it may is told so, and its neighbour is not', async () => {
  const [workspaceId, neighbour] = [newId(), newId()];
  await store(workspaceId, LIMIT);
  expect(await aFence().fence.admit(workspaceId)).toBeNull();
  await store(workspaceId, 1);
  const { fence, clock } = aFence();
  const refusal = await fence.admit(workspaceId);
  expect(refusal).toMatchObject({
    code: 'quota_exceeded',
    status: 409,
    details: { quota: 'storageBytes', used: LIMIT + 1, limit: LIMIT },
    params: { reason: 'quota_storage', mebibytes: 2 },
  });
  expect(refusal!.message).toContain('stores more than its 2 MiB');
  expect(await fence.admit(neighbour)).toBeNull();
  await database.pool.query('DELETE FROM stored_value WHERE workspace_id = $1 AND size = 1', [workspaceId]);
  clock.time += 11_000;
  await expect.poll(() => fence.admit(workspaceId)).toBeNull();
});

test('what runs stored meanwhile is seen after 10 s', async () => {
  const workspaceId = newId();
  const { fence, clock } = aFence();
  expect(await fence.admit(workspaceId)).toBeNull();
  await store(workspaceId, LIMIT + 1);
  expect(await fence.admit(workspaceId)).toBeNull();
  clock.time += 11_000;
  await expect.poll(async () => (await fence.admit(workspaceId))?.code).toBe('quota_exceeded');
});
