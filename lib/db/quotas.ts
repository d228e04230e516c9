import type { Pool } from 'pg';
import { idFloor } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';

/** Shares that a workspace was given; null: the installation's default. */
export interface QuotaOverrides {
  executionsPerDay: number | null;
  storageBytes: number | null;
  servers: number | null;
  members: number | null;
  concurrentRuns: number | null;
}

export interface UsageRow {
  executionsToday: number;
  storageBytes: number;
  servers: number;
  members: number;
  concurrentRuns: number;
}

const noOverrides: QuotaOverrides = {
  executionsPerDay: null,
  storageBytes: null,
  servers: null,
  members: null,
  concurrentRuns: null,
};

export async function findQuota(tx: Tx, { workspaceId }: { workspaceId: string }): Promise<QuotaOverrides> {
  const row = await tx.workspaceQuota.findUnique({ where: { workspaceId } });
  if (!row) return noOverrides;
  const { executionsPerDay, storageBytes, servers, members, concurrentRuns } = row;
  const bytes = storageBytes === null ? null : Number(storageBytes);
  return { executionsPerDay, storageBytes: bytes, servers, members, concurrentRuns };
}

/** "tw-quota": with a workspace's id, the lock under which its things are counted and added. */
const QUOTA_LOCK = 0x7477_7175;

/** One at a time may add to what a workspace has; to the end of the caller's transaction. */
export async function lockQuota(tx: Tx, { workspaceId }: { workspaceId: string }): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${QUOTA_LOCK}::int, hashtext(${workspaceId}))`;
}

/** Other workflows whose server is live, or about to be. */
export async function countServersBeside(
  tx: Tx,
  { workspaceId, workflowId }: { workspaceId: string; workflowId: string },
): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT workflow_id FROM server WHERE workspace_id = ${workspaceId}::uuid AND active_deployment_id IS NOT NULL
      UNION SELECT workflow_id FROM deployment
        WHERE workspace_id = ${workspaceId}::uuid AND status IN ('queued', 'deploying')) AS live
    WHERE workflow_id <> ${workflowId}::uuid`;
  return row?.count ?? 0;
}

export async function countMembers(tx: Tx, { workspaceId }: { workspaceId: string }): Promise<number> {
  return tx.membership.count({ where: { workspaceId } });
}

/** Runs with an id of `[from, to)`, times in ms; those of today that were deleted since, too. */
export async function countExecutions(
  pool: Pool,
  range: { workspaceId: string; from: number; to: number },
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>({
    name: 'quota_count_executions',
    text: `SELECT (SELECT count(*) FROM execution WHERE workspace_id = $1 AND id >= $2 AND id < $3)::int
      + (SELECT count(*) FROM deleted_run WHERE workspace_id = $1 AND id >= $2 AND id < $3)::int AS count`,
    values: [range.workspaceId, idFloor(range.from), idFloor(range.to)],
  });
  return rows[0]!.count;
}

/** What a workspace uses now. `dayStart` in ms. */
export async function readUsage(
  pool: Pool,
  { workspaceId, dayStart }: { workspaceId: string; dayStart: number },
): Promise<UsageRow> {
  const { rows } = await pool.query<Record<keyof UsageRow, string>>(
    `SELECT (SELECT count(*) FROM execution WHERE workspace_id = $1 AND id >= $2)
         + (SELECT count(*) FROM deleted_run WHERE workspace_id = $1 AND id >= $2) AS "executionsToday",
       (SELECT coalesce(sum(size), 0) FROM file WHERE workspace_id = $1)
         + (SELECT coalesce(sum(size), 0) FROM stored_value WHERE workspace_id = $1) AS "storageBytes",
       (SELECT count(*) FROM server WHERE workspace_id = $1 AND active_deployment_id IS NOT NULL) AS servers,
       (SELECT count(*) FROM membership WHERE workspace_id = $1) AS members,
       (SELECT count(*) FROM execution WHERE workspace_id = $1 AND status = 'running' AND mode = 'queued') AS "concurrentRuns"`,
    [workspaceId, idFloor(dayStart)],
  );
  const row = rows[0]!;
  return {
    executionsToday: Number(row.executionsToday),
    storageBytes: Number(row.storageBytes),
    servers: Number(row.servers),
    members: Number(row.members),
    concurrentRuns: Number(row.concurrentRuns),
  };
}

/** Gives a workspace other shares; what is left out stays. False when there is no such workspace. */
export async function saveQuota(
  tx: Tx,
  { workspaceId, ...change }: { workspaceId: string } & Partial<QuotaOverrides>,
): Promise<boolean> {
  const workspace = await tx.workspace.findFirst({ where: { id: workspaceId, deletedAt: null }, select: { id: true } });
  if (!workspace) return false;
  const data = { ...change, updatedAt: new Date() };
  await tx.workspaceQuota.upsert({ where: { workspaceId }, create: { workspaceId, ...data }, update: data });
  return true;
}
