import { expect, test } from 'vitest';
import { createDb } from '#lib/db/client.ts';
import { listExecutionRows } from '#lib/db/execution-lists.ts';
import { createWorkspaceWithOwner } from '#lib/db/workspaces.ts';
import { readExecution } from '#lib/services/executions/read-execution.ts';
import { newId } from '#lib/shared/ids.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { seedExecutions } from './seed-executions.ts';

const database = useDatabase();
const DAY_MS = 86_400_000;

test('fills the newest workspace with runs that read as real ones, and leaves the others alone', async () => {
  const db = createDb({ databaseUrl: database.url });
  const before = await workspace(db);
  const { id: workspaceId, slug } = await workspace(db);
  const now = Date.now();
  expect(await seedExecutions(db, { executions: 3_000, now })).toEqual({ workspaceSlug: slug, workflows: 3 });
  await seedExecutions(db, { executions: 100, workspace: slug, now });
  const page = await listExecutionRows(db.pool, { workspaceId, limit: 4_000, only: null });
  expect(page.items).toHaveLength(3_100);
  expect(page.items.every(({ createdAt }) => now - createdAt.getTime() <= 28 * DAY_MS)).toBe(true);
  expect(new Set(page.items.map(({ status }) => status))).toEqual(new Set(['success', 'error']));
  expect(new Set(page.items.map(({ workflowId }) => workflowId)).size).toBe(3);
  const failed = page.items.find(({ status }) => status === 'error')!;
  const execution = await readExecution(db.pool, { workspaceId, id: failed.id });
  expect(execution).toMatchObject({ error: { key: 'soldOut' }, input: { order: expect.stringMatching(/^A-\d+$/) } });
  expect(execution!.steps.map(({ key }) => key)).toContain('total');
  expect((await listExecutionRows(db.pool, { workspaceId: before.id, limit: 10, only: null })).items).toEqual([]);
  await db.close();
});

test('says what is missing', async () => {
  const db = createDb({ databaseUrl: database.url });
  await expect(seedExecutions(db, { executions: 1, workspace: 'nobody', now: Date.now() })).rejects.toThrow(
    'there is no workspace nobody',
  );
  await db.close();
});

async function workspace(db: ReturnType<typeof createDb>): Promise<{ id: string; slug: string }> {
  const user = await db.prisma.user.create({ data: { id: newId(), email: `${newId()}@example.com`, name: 'Seeder' } });
  const id = newId();
  const slug = `seed-${id}`;
  await db.transaction((tx) => createWorkspaceWithOwner(tx, { id, name: 'Seed', slug, ownerId: user.id }));
  return { id, slug };
}
