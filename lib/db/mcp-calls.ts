import type { ClientBase, Pool } from 'pg';

/** Calls of MCP clients behind runs that were parked. Times in ms; bytes are packed JSON. */

interface Key {
  workspaceId: string;
  executionId: string;
}

/** In the transaction that parks the run; the same run may be parked again. */
export async function insertMcpCall(client: ClientBase, row: Key & { expiresAt: number }): Promise<void> {
  await client.query(
    `INSERT INTO mcp_call (execution_id, workspace_id, expires_at) VALUES ($1, $2, to_timestamp($3::float8 / 1000.0))
     ON CONFLICT (execution_id) DO NOTHING`,
    [row.executionId, row.workspaceId, row.expiresAt],
  );
}

/** What callers are to get of runs that end: in the transaction of the end. */
export async function keepAnswers(
  client: ClientBase,
  rows: readonly (Key & { answer: Buffer; expiresAt: number })[],
): Promise<void> {
  for (const row of rows) {
    await client.query(
      `UPDATE mcp_call SET answer = $3, expires_at = to_timestamp($4::float8 / 1000.0)
       WHERE execution_id = $1 AND workspace_id = $2`,
      [row.executionId, row.workspaceId, row.answer, row.expiresAt],
    );
  }
}

/** The state that counts from now on: the one before does not any more. False if the call is not there. */
export async function setCallState(pool: Pool, key: Key, state: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'UPDATE mcp_call SET state = $3 WHERE execution_id = $1 AND workspace_id = $2',
    [key.executionId, key.workspaceId, state],
  );
  return rowCount === 1;
}

/** Uses a state up. False if it does not count (any more). */
export async function takeCallState(pool: Pool, key: Key, state: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'UPDATE mcp_call SET state = NULL WHERE execution_id = $1 AND workspace_id = $2 AND state = $3',
    [key.executionId, key.workspaceId, state],
  );
  return rowCount === 1;
}

/** A run as whoever follows it sees it. */
export interface FollowedRow {
  status: string;
  owner: string | null;
  /** Number of its newest stay in a process. */
  wake: number;
  isError: boolean;
  output: Buffer | null;
  error: Buffer | null;
  finishedAt: Date | null;
  durationUs: string | null;
  wakeAt: Date | null;
  parked: Buffer | null;
  /** What its caller is to get, if that was kept apart. */
  answer: Buffer | null;
}

export async function findFollowed(pool: Pool, key: Key): Promise<FollowedRow | null> {
  const { rows } = await pool.query<FollowedRow>({
    name: 'followed_run',
    text: `SELECT e.status, e.owner, e.wake, e.is_error AS "isError", e.output, e.error, e.finished_at AS "finishedAt",
         e.duration_us AS "durationUs", e.wake_at AS "wakeAt", e.parked, c.answer
       FROM execution e LEFT JOIN mcp_call c ON c.execution_id = e.id
       WHERE e.id = $1 AND e.workspace_id = $2`,
    values: [key.executionId, key.workspaceId],
  });
  return rows[0] ?? null;
}

/** Files that a run made, oldest first. */
export interface MadeFileRow {
  id: string;
  name: string;
  mimeType: string;
  /** A number as text. */
  size: string;
  sha256: string;
}

export async function listFilesOfRun(pool: Pool, key: Key): Promise<MadeFileRow[]> {
  const { rows } = await pool.query<MadeFileRow>(
    `SELECT id, name, mime_type AS "mimeType", size::text, encode(sha256, 'hex') AS sha256 FROM file
     WHERE execution_id = $1 AND workspace_id = $2 AND ready_at IS NOT NULL ORDER BY id`,
    [key.executionId, key.workspaceId],
  );
  return rows;
}
