import type { Pool } from 'pg';
import { idFloor, idTime } from '#lib/shared/ids.ts';

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
 * Events of a workspace after an id, oldest first. Ids of different processes are not committed in their order, so
 * the reader asks with some overlap and leaves out what it has seen.
 */
export async function listEventsAfter(
  pool: Pool,
  query: { workspaceId: string; after: string; limit: number },
): Promise<EventRow[]> {
  const { rows } = await pool.query<EventRow>({
    name: 'event_after',
    text: `SELECT ${COLUMNS} FROM event WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
    values: [query.workspaceId, query.after, query.limit],
  });
  return rows;
}

interface ExecutionKey {
  workspaceId: string;
  executionId: string;
}

/** Events are not older than their execution, whose id carries its time: that narrows the index. */
const OF_EXECUTION = 'workspace_id = $1 AND id >= $2 AND execution_id = $3';
const keyValues = (key: ExecutionKey): string[] => [
  key.workspaceId,
  idFloor(idTime(key.executionId) - CLOCK_SKEW_MS),
  key.executionId,
];
const CLOCK_SKEW_MS = 60_000;

/** Events of one execution after a number, in order. */
export async function listExecutionEvents(
  pool: Pool,
  query: ExecutionKey & { afterSeq: number; limit: number },
): Promise<EventRow[]> {
  const { rows } = await pool.query<EventRow>({
    name: 'event_of_execution',
    text: `SELECT ${COLUMNS} FROM event WHERE ${OF_EXECUTION} AND seq > $4 ORDER BY seq LIMIT $5`,
    values: [...keyValues(query), query.afterSeq, query.limit],
  });
  return rows;
}

/** The number of the newest recorded event of an execution; 0 if there is none. */
export async function latestSeq(pool: Pool, key: ExecutionKey): Promise<number> {
  const { rows } = await pool.query<{ seq: number }>(
    `SELECT coalesce(max(seq), 0) AS seq FROM event WHERE ${OF_EXECUTION}`,
    keyValues(key),
  );
  return rows[0]?.seq ?? 0;
}
