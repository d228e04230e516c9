import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDb, type Db } from '#lib/db/client.ts';
import { saveQuota } from '#lib/db/quotas.ts';
import { isAppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { requireRoomForMember } from './require-room.ts';

const database = useDatabase();
const defaults = { executionsPerDay: 1, storageBytes: 1, servers: 1, members: 3, concurrentRuns: 1 };
let db: Db;
beforeAll(() => {
  db = createDb({ databaseUrl: database.url });
});
afterAll(() => db.close());

async function newWorkspace(): Promise<string> {
  const id = newId();
  await db.prisma.workspace.create({ data: { id, slug: `w-${id}`, name: 'Acme' } });
  return id;
}

/** Somebody joins, as a use case does it; resolves with the refusal's code, or null. */
async function join(workspaceId: string): Promise<string | null> {
  const userId = newId();
  await db.prisma.user.create({ data: { id: userId, email: `${userId}@example.com`, name: 'x' } });
  try {
    await db.transaction(async (tx) => {
      await requireRoomForMember(tx, defaults, { workspaceId });
      await tx.membership.create({ data: { id: newId(), workspaceId, userId, role: 'viewer' } });
    });
    return null;
  } catch (error) {
    if (!isAppError(error)) throw error;
    expect(error).toMatchObject({ details: { quota: 'members' } });
    return error.code;
  }
}

const joined = async (workspaceId: string, count: number): Promise<number> => {
  const answers = await Promise.all(Array.from({ length: count }, () => join(workspaceId)));
  expect(answers.filter((code) => code !== null && code !== 'quota_exceeded')).toEqual([]);
  return answers.filter((code) => code === null).length;
};

test('as many join as there is room for, though all ask at once', async () => {
  const workspaceId = await newWorkspace();
  expect(await joined(workspaceId, 8)).toBe(3);
});

test('the operator’s word goes over the default, for that workspace alone', async () => {
  const [larger, other] = [await newWorkspace(), await newWorkspace()];
  await saveQuota(db.prisma, { workspaceId: larger, members: 5 });
  expect(await joined(larger, 8)).toBe(5);
  expect(await joined(other, 8)).toBe(3);
});
