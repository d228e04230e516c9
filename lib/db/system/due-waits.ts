import type { Pool } from 'pg';

/** Workspaces with parked runs whose time has come. `now` in ms. */
export async function workspacesWithDueWaits(pool: Pool, now: number): Promise<string[]> {
  const { rows } = await pool.query<{ workspaceId: string }>({
    name: 'due_waits',
    text: `SELECT DISTINCT e.workspace_id AS "workspaceId" FROM execution e
      WHERE e.wake_at <= to_timestamp($1::float8 / 1000.0) AND e.status = 'waiting' AND e.owner IS NULL`,
    values: [now],
  });
  return rows.map((row) => row.workspaceId);
}
