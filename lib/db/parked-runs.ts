import type { ClientBase, Pool } from 'pg';
import type { AcceptedRow, RunRef } from './execution-writes.ts';
import { claimedColumns, type ClaimedExecution } from './executions.ts';

/** Runs that wait and belong to no process. A lock on the run's row keeps parking and answers apart. */

interface Key {
  workspaceId: string;
  id: string;
}

/** Locks a run that `owner` still has. Null if it was lost; else whether somebody asked to cancel it. */
export async function lockOwnRun(
  client: ClientBase,
  key: Key & { owner: string },
): Promise<{ cancelRequested: boolean } | null> {
  const { rows } = await client.query<{ cancelRequested: boolean }>(
    `SELECT cancel_requested_at IS NOT NULL AS "cancelRequested" FROM execution
     WHERE id = $2 AND workspace_id = $1 AND owner = $3 AND status = 'running' FOR UPDATE`,
    [key.workspaceId, key.id, key.owner],
  );
  return rows[0] ?? null;
}

export interface ParkedRow {
  workspaceId: string;
  id: string;
  /** ms; null: only an answer wakes it. */
  wakeAt: number | null;
  durationUs: number;
  input: Buffer;
  parked: Buffer;
}

/** Lets go of a run that waits; from now on it is a durable one. Its row must be locked. */
export async function parkRow(client: ClientBase, row: ParkedRow): Promise<void> {
  await client.query({
    name: 'execution_park',
    text: `UPDATE execution SET status = 'waiting', mode = 'queued', owner = NULL, crashes = 0, input = $3, parked = $4,
        duration_us = $5, wake_at = to_timestamp($6::float8 / 1000.0)
      WHERE id = $2 AND workspace_id = $1`,
    values: [row.workspaceId, row.id, row.input, row.parked, row.durationUs, row.wakeAt],
  });
}

/** Rings for a parked run: the next wake number, null if it is not parked (any more). */
export async function wakeRun(client: ClientBase, key: Key): Promise<RunRef | null> {
  const { rows } = await client.query<RunRef>(
    `UPDATE execution SET status = 'queued', wake = wake + 1, wake_at = NULL
     WHERE id = $2 AND workspace_id = $1 AND status = 'waiting' AND owner IS NULL
     RETURNING id, workspace_id AS "workspaceId", wake`,
    [key.workspaceId, key.id],
  );
  return rows[0] ?? null;
}

/** Runs of a workspace whose time has come, oldest first, as long as fewer than `most` of its runs wait for a worker. */
export async function wakeDue(
  pool: Pool,
  query: { workspaceId: string; now: number; most: number },
): Promise<RunRef[]> {
  const { rows } = await pool.query<RunRef>(
    `WITH ready AS (SELECT count(*) AS count FROM (
        SELECT 1 FROM execution WHERE workspace_id = $1 AND mode = 'queued' AND status = 'queued' AND owner IS NULL
        LIMIT $3) AS few),
      due AS (SELECT id FROM execution
        WHERE workspace_id = $1 AND status = 'waiting' AND owner IS NULL AND wake_at <= to_timestamp($2::float8 / 1000.0)
        ORDER BY wake_at LIMIT greatest(0, $3::int - (SELECT count FROM ready)) FOR UPDATE SKIP LOCKED)
     UPDATE execution e SET status = 'queued', wake = e.wake + 1, wake_at = NULL FROM due
     WHERE e.id = due.id AND e.workspace_id = $1 AND e.status = 'waiting'
     RETURNING e.id, e.workspace_id AS "workspaceId", e.wake`,
    [query.workspaceId, query.now, query.most],
  );
  return rows;
}

/** How the run of a called workflow ended. Bytes are packed JSON. */
export interface EndedRow {
  id: string;
  status: string;
  isError: boolean;
  output: Buffer | null;
  error: Buffer | null;
  /** With those of what it called. */
  stepCount: number;
}

/** Those of a run's children that have ended: all, or the named ones. */
export async function endedChildren(
  client: Pool | ClientBase,
  { workspaceId, id, ids }: Key & { ids?: readonly string[] },
): Promise<EndedRow[]> {
  const { rows } = await client.query<EndedRow>(
    `SELECT c.id, c.status, c.is_error AS "isError", c.output, c.error,
       (WITH RECURSIVE below AS (
          SELECT c.id, c.step_count
          UNION ALL SELECT d.id, d.step_count FROM execution d JOIN below ON d.parent_execution_id = below.id)
        SELECT coalesce(sum(step_count), 0)::int FROM below) AS "stepCount"
     FROM execution c
     WHERE c.parent_execution_id = $2 AND c.workspace_id = $1 AND ($3::uuid[] IS NULL OR c.id = ANY($3))
       AND c.status NOT IN ('queued', 'running', 'waiting')`,
    [workspaceId, id, ids ?? null],
  );
  return rows;
}

/** A run that belongs to nobody and has not ended, locked, as a worker would take it. `owner` ends it. */
export async function takeIdle(client: ClientBase, key: Key & { owner: string }): Promise<ClaimedExecution | null> {
  const { rows } = await client.query<ClaimedExecution>(
    `UPDATE execution SET owner = $3, status = 'running', cancel_requested_at = coalesce(cancel_requested_at, now())
     WHERE id = $2 AND workspace_id = $1 AND owner IS NULL AND status IN ('queued', 'waiting') RETURNING ${claimedColumns()}`,
    [key.workspaceId, key.id, key.owner],
  );
  return rows[0] ?? null;
}

/** The runs below one that have not ended, callers first. */
export async function liveDescendants(pool: Pool, key: Key): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `WITH RECURSIVE below AS (
       SELECT id, status, 1 AS depth FROM execution WHERE parent_execution_id = $2 AND workspace_id = $1
       UNION ALL SELECT c.id, c.status, b.depth + 1 FROM execution c JOIN below b ON c.parent_execution_id = b.id)
     SELECT id FROM below WHERE status IN ('queued', 'running', 'waiting') ORDER BY depth, id`,
    [key.workspaceId, key.id],
  );
  return rows.map((row) => row.id);
}

/** The version that a workflow has in the runs below a root, and in the root itself; null: none is chosen yet. */
export async function chosenVersion(
  pool: Pool,
  query: { workspaceId: string; workflowId: string; rootId: string },
): Promise<string | null> {
  const { rows } = await pool.query<{ versionId: string }>(
    `SELECT version_id AS "versionId" FROM execution
     WHERE workspace_id = $1 AND workflow_id = $2 AND (id = $3 OR root_execution_id = $3) ORDER BY id LIMIT 1`,
    [query.workspaceId, query.workflowId, query.rootId],
  );
  return rows[0]?.versionId ?? null;
}

export async function isKnownRun(pool: Pool, key: Key): Promise<boolean> {
  const { rowCount } = await pool.query('SELECT 1 FROM execution WHERE id = $2 AND workspace_id = $1', [
    key.workspaceId,
    key.id,
  ]);
  return rowCount === 1;
}

/** A durable run that `owner` starts at once; null: that waits for a worker. False if it is there already. */
export async function insertCalled(client: ClientBase, owner: string | null, row: AcceptedRow): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO execution (id, workspace_id, workflow_id, version_id, parent_execution_id, root_execution_id, hops, actor_id,
       mode, trigger, trigger_key, trace_id, created_at, started_at, input, status, owner, wake, caller)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp($13::float8 / 1000.0),
       to_timestamp($14::float8 / 1000.0), $15, $16, $17, 1, $18) ON CONFLICT (id) DO NOTHING`,
    [
      row.id,
      row.workspaceId,
      row.workflowId,
      row.versionId,
      row.parentExecutionId,
      row.rootExecutionId,
      row.hops,
      row.actorId,
      row.mode,
      row.trigger,
      row.triggerKey,
      row.traceId,
      row.createdAt,
      owner === null ? null : row.startedAt,
      row.input,
      owner === null ? 'queued' : 'running',
      owner,
      row.caller,
    ],
  );
  return rowCount === 1;
}
