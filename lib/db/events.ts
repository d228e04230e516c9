import type { Pool } from 'pg';
import { idFloor } from '#lib/shared/ids.ts';

/** A row of the event table. `data` is packed JSON. */
export interface EventRow {
  id: string;
  workspaceId: string;
  executionId: string | null;
  /** Number of the event in its execution, from 1. */
  seq: number | null;
  type: string;
  data: Buffer;
  createdAt: Date;
}

const COLUMNS = `id, workspace_id AS "workspaceId", execution_id AS "executionId", seq, type, data, created_at AS "createdAt"`;

/** Writes events of any workspaces in one statement. The same event twice is one row. */
export async function insertEvents(pool: Pool, rows: readonly EventRow[]): Promise<void> {
  await pool.query({
    name: 'event_insert',
    text: `INSERT INTO event (id, workspace_id, execution_id, seq, type, data, created_at)
      SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::bytea[], $7::timestamptz[])
      ON CONFLICT (id) DO NOTHING`,
    values: [
      rows.map((row) => row.id),
      rows.map((row) => row.workspaceId),
      rows.map((row) => row.executionId),
      rows.map((row) => row.seq),
      rows.map((row) => row.type),
      rows.map((row) => row.data),
      rows.map((row) => row.createdAt),
    ],
  });
}

/**
 * Events of a workspace from a moment on, oldest first. Ids of different processes are not committed in their order, so
 * the reader asks with some overlap and leaves out what it has seen.
 */
export async function listEventsSince(
  pool: Pool,
  query: { workspaceId: string; sinceMs: number; limit: number },
): Promise<EventRow[]> {
  const { rows } = await pool.query<EventRow>({
    name: 'event_since',
    text: `SELECT ${COLUMNS} FROM event WHERE workspace_id = $1 AND id >= $2 ORDER BY id LIMIT $3`,
    values: [query.workspaceId, idFloor(query.sinceMs), query.limit],
  });
  return rows;
}

/** Events of one execution, in order, from a number on. `sinceMs`: not older than the execution. */
export async function listExecutionEvents(
  pool: Pool,
  query: { workspaceId: string; executionId: string; sinceMs: number; afterSeq: number; limit: number },
): Promise<EventRow[]> {
  const { rows } = await pool.query<EventRow>({
    name: 'event_of_execution',
    text: `SELECT ${COLUMNS} FROM event
      WHERE workspace_id = $1 AND id >= $2 AND execution_id = $3 AND seq > $4 ORDER BY seq LIMIT $5`,
    values: [query.workspaceId, idFloor(query.sinceMs), query.executionId, query.afterSeq, query.limit],
  });
  return rows;
}
