import type { ClientBase, Pool } from 'pg';
import type { Obstacle } from '#lib/contracts/execution.ts';

/** Who may be executed now. A run holds its slot by its row (`running`, and a process that beats), never by a counter. */

/**
 * Within the transaction that starts one more: whether fewer than `most` runs of a workflow are executed now. Until its
 * end nobody else starts one.
 */
export async function lockSlotOf(
  client: ClientBase,
  { workspaceId, workflowId, most }: { workspaceId: string; workflowId: string; most: number },
): Promise<boolean> {
  await client.query('SELECT lock_run_slots()');
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM execution WHERE workspace_id = $1 AND workflow_id = $2 AND status = 'running'`,
    [workspaceId, workflowId],
  );
  return rows[0]!.count < most;
}

/** The limit that keeps a queued run back. Null: only a worker that has room for it, or its turn, is missing. */
export async function findObstacle(
  pool: Pool,
  { workspaceId, id, mostPerWorkspace }: { workspaceId: string; id: string; mostPerWorkspace: number },
): Promise<Obstacle | null> {
  interface Row {
    workflowLimit: number | null;
    workflow: number;
    workspaceLimit: number;
    workspace: number;
  }
  const { rows } = await pool.query<Row>(
    `SELECT v.concurrency AS "workflowLimit", coalesce(q.concurrent_runs, $3) AS "workspaceLimit",
       (SELECT count(*)::int FROM execution r
         WHERE r.workspace_id = e.workspace_id AND r.workflow_id = e.workflow_id AND r.status = 'running') AS workflow,
       (SELECT count(*)::int FROM execution r
         WHERE r.workspace_id = e.workspace_id AND r.status = 'running' AND r.mode = 'queued') AS workspace
     FROM execution e LEFT JOIN workflow_version v ON v.id = e.version_id
     LEFT JOIN workspace_quota q ON q.workspace_id = e.workspace_id WHERE e.id = $2 AND e.workspace_id = $1`,
    [workspaceId, id, mostPerWorkspace],
  );
  const [row] = rows;
  if (!row) return null;
  if (row.workspace >= row.workspaceLimit) return { reason: 'workspace', limit: row.workspaceLimit };
  if (row.workflowLimit !== null && row.workflow >= row.workflowLimit) {
    return { reason: 'workflow', limit: row.workflowLimit };
  }
  return null;
}
