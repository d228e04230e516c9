import type { Pool } from 'pg';
import { idFloor } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';
import { Prisma } from './generated/client.ts';
import { SqlWhere } from './sql-where.ts';

/** Which ended runs are meant. */
export interface OldRuns {
  workspaceId: string;
  /** Began before (ms). */
  before: number;
  /** Only of these workflows, if a list is given. */
  workflowIds: readonly string[] | null;
}

const LIVE = `('queued', 'running', 'waiting')`;
/**
 * What may go: it has ended, nobody above it may still ask what became of it, and an error workflow that it is to start has
 * been started.
 */
const DELETABLE = `e.status NOT IN ${LIVE}
  AND NOT EXISTS (SELECT 1 FROM execution c WHERE c.workspace_id = e.workspace_id
    AND c.id IN (e.parent_execution_id, e.root_execution_id) AND c.status IN ${LIVE})
  AND NOT EXISTS (SELECT 1 FROM error_run r WHERE r.execution_id = e.id AND r.settled_at IS NULL)`;

/** Counts no further than `most`. */
export async function countOldRuns(pool: Pool, query: OldRuns & { most: number }): Promise<number> {
  const where = whereOld(query);
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count
     FROM (SELECT 1 FROM execution e WHERE ${where.text} AND ${DELETABLE} LIMIT ${where.parameter(query.most)}) AS found`,
    where.values,
  );
  return rows[0]!.count;
}

function whereOld({ workspaceId, before, workflowIds }: OldRuns): SqlWhere {
  const where = new SqlWhere().and('e.workspace_id = ?', workspaceId).and('e.id < ?::uuid', idFloor(before));
  if (workflowIds !== null) where.and('e.workflow_id = ANY(?::uuid[])', workflowIds);
  return where;
}

/** Deletes so many of them, oldest first, with all that is theirs. Returns how many there were. `today`: its beginning, ms. */
export async function deleteOldRuns(tx: Tx, query: OldRuns & { limit: number; today: number }): Promise<number> {
  const { workspaceId, before, workflowIds, limit } = query;
  const ofThese = workflowIds === null ? Prisma.empty : Prisma.sql`AND e.workflow_id = ANY(${workflowIds}::uuid[])`;
  const ids = await tx.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM execution e
    WHERE e.workspace_id = ${workspaceId}::uuid AND e.id < ${idFloor(before)}::uuid
      AND ${Prisma.raw(DELETABLE)} ${ofThese}
    ORDER BY e.id LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
  return deleteRuns(tx, query, ids);
}

/** Deletes one with all that is its. False if it is not there, or may not go yet. */
export async function deleteRun(tx: Tx, query: Day & { id: string }): Promise<boolean> {
  const { workspaceId, id } = query;
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT e.id FROM execution e
    WHERE e.workspace_id = ${workspaceId}::uuid AND e.id = ${id}::uuid AND ${Prisma.raw(DELETABLE)} FOR UPDATE`;
  return found.length === 1 && (await deleteRuns(tx, query, found)) === 1;
}

interface Day {
  workspaceId: string;
  today: number;
}

/** Everything that names a run and is nothing without it. Deliveries of webhooks stay: they tell a repeated one. */
const THEIRS = [
  'execution_step',
  'effect',
  'event',
  'approval',
  'stored_value',
  'file',
  'error_run',
  'mcp_call',
  'task',
];

async function deleteRuns(tx: Tx, { workspaceId, today }: Day, runs: readonly { id: string }[]): Promise<number> {
  if (runs.length === 0) return 0;
  const ids = runs.map(({ id }) => id);
  const since = idFloor(today);
  await tx.deletedRun.deleteMany({ where: { workspaceId, id: { lt: since } } });
  await tx.deletedRun.createMany({ data: ids.filter((id) => id >= since).map((id) => ({ workspaceId, id })) });
  for (const table of THEIRS) {
    await tx.$executeRaw`
      DELETE FROM ${Prisma.raw(table)} WHERE workspace_id = ${workspaceId}::uuid AND execution_id = ANY(${ids}::uuid[])`;
  }
  return tx.$executeRaw`
    DELETE FROM execution WHERE workspace_id = ${workspaceId}::uuid AND id = ANY(${ids}::uuid[])`;
}
