import type { Pool } from 'pg';

/** Archives that nobody has been writing at since `before` (ms), although they are not whole. */
export async function silentExports(
  pool: Pool,
  before: number,
  limit: number,
): Promise<{ id: string; workspaceId: string }[]> {
  const { rows } = await pool.query<{ id: string; workspaceId: string }>(
    `SELECT id, workspace_id AS "workspaceId" FROM workspace_export
     WHERE status IN ('queued', 'running') AND touched_at < $1 ORDER BY id LIMIT $2`,
    [new Date(before), limit],
  );
  return rows;
}

/** Archives that have been there for long enough. Returns how many. `now` in ms. */
export async function deleteExpiredExports(pool: Pool, now: number): Promise<number> {
  const { rowCount } = await pool.query('DELETE FROM workspace_export WHERE expires_at < $1', [new Date(now)]);
  return rowCount ?? 0;
}
