import type { Pool } from 'pg';
import { claimedColumns, type ClaimedExecution } from '../executions.ts';

export interface TakeRequest {
  /** The worker that takes them. */
  owner: string;
  /** At most so many. */
  want: number;
  /** The workspace that this worker served last: the ones behind it come first. */
  servedLast: string | null;
  /** How many runs of each workspace this worker executes already. */
  held: ReadonlyMap<string, number>;
  /** How many of one workspace it may execute. */
  share: number;
  /** How many runs of a workspace are executed at once, by all workers, unless its quota says otherwise. */
  mostPerWorkspace: number;
}

export type TakenExecution = ClaimedExecution & { wake: number; hasHistory: boolean };

/** Runs that wait for a worker, of each workspace in turn. They belong to `owner` from now on. */
export async function takeRuns(pool: Pool, request: TakeRequest): Promise<TakenExecution[]> {
  const { owner, want, servedLast, held, share, mostPerWorkspace } = request;
  const { rows } = await pool.query<TakenExecution>({
    name: 'runs_take',
    text: `SELECT ${claimedColumns('(t.run).')}, (t.run).wake, t.has_history AS "hasHistory"
      FROM take_runs($1, $2, $3, $4, $5, $6, $7) AS t`,
    values: [owner, want, servedLast, [...held.keys()], [...held.values()], share, mostPerWorkspace],
  });
  return rows;
}

/**
 * Gives back what belongs to a worker in the log but not in its memory: the answer of the database got lost on its way.
 * Returns how many.
 */
export async function releaseUnknown(pool: Pool, owner: string, known: readonly string[]): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE execution SET owner = NULL, status = 'queued', wake = wake + 1
     WHERE owner = $1 AND mode = 'queued' AND status = 'running' AND id <> ALL($2::uuid[])`,
    [owner, known],
  );
  return rowCount ?? 0;
}
