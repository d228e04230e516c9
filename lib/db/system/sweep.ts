import type { Pool } from 'pg';
import { idFloor } from '#lib/shared/ids.ts';

/** Queries of the sweep. They look across tenants; each row says whose it is. */

export interface RunRef {
  id: string;
  workspaceId: string;
  wake: number;
}

/** A process without a beat for so long is dead. */
const DEAD = `NOT EXISTS (SELECT 1 FROM process_heartbeat p
  WHERE p.id = e.owner AND p.beat_at > now() - make_interval(secs => $1 / 1000.0))`;
const LIVE = `e.status IN ('queued', 'running', 'waiting')`;

/** Ends the direct runs of dead processes: their callers saw them fail. Returns how many. */
export async function settleDirectRuns(pool: Pool, deadAfterMs: number, error: Buffer): Promise<RunRef[]> {
  const { rows } = await pool.query<RunRef>(
    `UPDATE execution e SET status = 'crashed', owner = NULL, finished_at = now(), error = $2,
       duration_us = extract(epoch FROM now() - e.started_at) * 1000000
     WHERE ${LIVE} AND e.mode = 'direct' AND ${DEAD}
     RETURNING e.id, e.workspace_id AS "workspaceId", e.wake`,
    [deadAfterMs, error],
  );
  return rows;
}

/** Takes the durable runs of dead processes away from them and counts the crash. They must be rung. */
export async function recoverQueuedRuns(pool: Pool, deadAfterMs: number): Promise<RunRef[]> {
  const { rows } = await pool.query<RunRef>(
    `UPDATE execution e SET status = 'queued', owner = NULL, wake = e.wake + 1, crashes = e.crashes + 1
     WHERE e.status IN ('queued', 'running') AND e.mode = 'queued' AND e.owner IS NOT NULL AND ${DEAD}
     RETURNING e.id, e.workspace_id AS "workspaceId", e.wake`,
    [deadAfterMs],
  );
  return rows;
}

/** Runs that were rung and that nobody has taken for a while: their bell may be lost. Ringing again is harmless. */
export async function silentRuns(pool: Pool, olderThanMs: number, limit: number): Promise<RunRef[]> {
  const { rows } = await pool.query<RunRef>(
    `SELECT e.id, e.workspace_id AS "workspaceId", e.wake FROM execution e
     WHERE e.status = 'queued' AND e.mode = 'queued' AND e.owner IS NULL AND e.wake > 0 AND e.id < $1
     ORDER BY e.id LIMIT $2`,
    [idFloor(Date.now() - olderThanMs), limit],
  );
  return rows;
}

/** Runs that began before `before` (ms), have not ended, and belong to nobody. */
export async function overagedRuns(pool: Pool, before: number, limit: number): Promise<Omit<RunRef, 'wake'>[]> {
  const { rows } = await pool.query<Omit<RunRef, 'wake'>>(
    `SELECT e.id, e.workspace_id AS "workspaceId" FROM execution e
     WHERE ${LIVE} AND e.owner IS NULL AND e.id < $1 ORDER BY e.id LIMIT $2`,
    [idFloor(before), limit],
  );
  return rows;
}

/**
 * Called runs that have not ended though their caller has, `graceMs` ago at the least: whoever ended it died before it could
 * stop them.
 */
export async function orphanedRuns(pool: Pool, graceMs: number, limit: number): Promise<Omit<RunRef, 'wake'>[]> {
  const { rows } = await pool.query<Omit<RunRef, 'wake'>>(
    `SELECT e.id, e.workspace_id AS "workspaceId" FROM execution e
     JOIN execution p ON p.id = e.parent_execution_id AND p.workspace_id = e.workspace_id
     WHERE ${LIVE} AND e.parent_execution_id IS NOT NULL AND e.trigger = 'subworkflow'
       AND p.status NOT IN ('queued', 'running', 'waiting')
       AND p.finished_at < now() - make_interval(secs => $1 / 1000.0)
     ORDER BY e.id LIMIT $2`,
    [graceMs, limit],
  );
  return rows;
}

/** Open questions whose named approvers were not told a while ago. */
export async function untoldApprovals(
  pool: Pool,
  olderThanMs: number,
  limit: number,
): Promise<{ approvalId: string; workspaceId: string }[]> {
  const { rows } = await pool.query<{ approvalId: string; workspaceId: string }>(
    `SELECT id AS "approvalId", workspace_id AS "workspaceId" FROM approval
     WHERE status = 'pending' AND NOT open AND notified_at IS NULL
       AND created_at < now() - make_interval(secs => $1 / 1000.0) AND expires_at > now()
     ORDER BY created_at LIMIT $2`,
    [olderThanMs, limit],
  );
  return rows;
}

/** Makes this month's partition of the run log and those of the months ahead. Returns how many it made. */
export async function ensurePartitions(pool: Pool, monthsAhead: number): Promise<number> {
  const { rows } = await pool.query<{ made: number }>('SELECT ensure_execution_partitions($1) AS made', [monthsAhead]);
  return rows[0]?.made ?? 0;
}

export interface DeploymentRef {
  id: string;
  workspaceId: string;
}

/** Deployments that were asked for a while ago and are not done. */
export async function silentDeployments(pool: Pool, olderThanMs: number, limit: number): Promise<DeploymentRef[]> {
  const { rows } = await pool.query<DeploymentRef>(
    `SELECT id, workspace_id AS "workspaceId" FROM deployment
     WHERE status IN ('queued', 'deploying') AND created_at < now() - make_interval(secs => $1 / 1000.0)
     ORDER BY id LIMIT $2`,
    [olderThanMs, limit],
  );
  return rows;
}

/** Deletes what is too old, in bounded bites. Ages in ms. */
export interface RetentionAges {
  eventsMs: number;
  idempotencyMs: number;
  deletedWorkflowsMs: number;
  executionsMs: number;
  heartbeatsMs: number;
  /** Of uploads that never became whole. */
  halfWrittenFilesMs: number;
}

export async function purge(pool: Pool, ages: RetentionAges, biteRows: number): Promise<Record<string, number>> {
  const age = (ms: number) => ms / 1000;
  const statements: Record<string, [text: string, values: unknown[]]> = {
    events: [
      `DELETE FROM event WHERE id IN (SELECT id FROM event WHERE id < $1 LIMIT $2)`,
      [idFloor(Date.now() - ages.eventsMs), biteRows],
    ],
    idempotency: [
      `DELETE FROM idempotency_record WHERE created_at < now() - make_interval(secs => $1)`,
      [age(ages.idempotencyMs)],
    ],
    workflows: [
      `DELETE FROM workflow WHERE deleted_at < now() - make_interval(secs => $1)`,
      [age(ages.deletedWorkflowsMs)],
    ],
    effects: [
      `DELETE FROM effect WHERE (execution_id, key) IN (SELECT f.execution_id, f.key FROM effect f
        WHERE f.execution_id < $1 AND NOT EXISTS (SELECT 1 FROM execution e WHERE e.id = f.execution_id AND ${LIVE})
        LIMIT $2)`,
      [idFloor(Date.now() - ages.executionsMs), biteRows],
    ],
    errorRuns: [
      `DELETE FROM error_run WHERE execution_id IN (SELECT execution_id FROM error_run WHERE execution_id < $1 LIMIT $2)`,
      [idFloor(Date.now() - ages.executionsMs), biteRows],
    ],
    executions: [
      `DELETE FROM execution WHERE id IN (SELECT id FROM execution WHERE id < $1
        AND status NOT IN ('queued', 'running', 'waiting') ORDER BY id LIMIT $2)`,
      [idFloor(Date.now() - ages.executionsMs), biteRows],
    ],
    approvals: [
      `DELETE FROM approval WHERE id IN (SELECT a.id FROM approval a
        WHERE a.execution_id < $1 AND NOT EXISTS (SELECT 1 FROM execution e WHERE e.id = a.execution_id) LIMIT $2)`,
      [idFloor(Date.now() - ages.executionsMs), biteRows],
    ],
    // With their run, with its workflow, with their workspace.
    files: [
      `DELETE FROM file WHERE id IN (SELECT f.id FROM file f
        WHERE (f.ready_at IS NULL AND f.created_at < now() - make_interval(secs => $1))
          OR (f.execution_id < $2 AND NOT EXISTS (SELECT 1 FROM execution e WHERE e.id = f.execution_id))
          OR (f.workflow_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM workflow w WHERE w.id = f.workflow_id))
          OR EXISTS (SELECT 1 FROM workspace s
            WHERE s.id = f.workspace_id AND s.deleted_at < now() - make_interval(secs => $3))
        LIMIT $4)`,
      [age(ages.halfWrittenFilesMs), idFloor(Date.now() - ages.executionsMs), age(ages.deletedWorkflowsMs), biteRows],
    ],
    // With their run, with their workspace.
    values: [
      `DELETE FROM stored_value WHERE id IN (SELECT v.id FROM stored_value v
        WHERE (v.execution_id < $1 AND NOT EXISTS (SELECT 1 FROM execution e WHERE e.id = v.execution_id))
          OR v.workspace_id IN (SELECT s.id FROM workspace s WHERE s.deleted_at < now() - make_interval(secs => $2))
        LIMIT $3)`,
      [idFloor(Date.now() - ages.executionsMs), age(ages.deletedWorkflowsMs), biteRows],
    ],
    heartbeats: [
      `DELETE FROM process_heartbeat WHERE beat_at < now() - make_interval(secs => $1)`,
      [age(ages.heartbeatsMs)],
    ],
  };
  const removed: Record<string, number> = {};
  for (const [name, [text, values]] of Object.entries(statements)) {
    removed[name] = (await pool.query(text, values)).rowCount ?? 0;
  }
  return removed;
}
