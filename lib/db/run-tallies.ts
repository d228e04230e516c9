import type { ClientBase } from 'pg';
import { idFloor } from '#lib/shared/ids.ts';
import { arraysOf, rowsFrom, type Column } from './array-parameters.ts';

export const MINUTE_MS = 60_000;
/** Durations of one class differ by so much at most. */
const CLASS_FACTOR = 1.02;

/** How many runs of a minute (counted from the epoch, by their ids) have one status. */
export interface MinuteCount {
  minute: number;
  status: string;
  count: number;
}

interface Since {
  workspaceId: string;
  /** The first minute. */
  from: number;
}

const openSql = `SELECT (('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / ${MINUTE_MS})::int AS minute,
    status, count(*)::int AS count
  FROM execution
  WHERE workspace_id = $1 AND id >= $2 AND status IN ('queued', 'running', 'waiting') GROUP BY 1, 2`;

/** Runs that have not ended. */
export async function countOpenRuns(client: ClientBase, { workspaceId, from }: Since): Promise<MinuteCount[]> {
  const values = [workspaceId, idFloor(from * MINUTE_MS)];
  return (await client.query<MinuteCount>({ name: 'tally_open', text: openSql, values })).rows;
}

/** `class` is of durations; null: it has none. */
type EndedCount = MinuteCount & { class: number | null };

interface Range {
  minute: number;
  from: string;
  to: string;
}
const rangeColumns: readonly Column<Range>[] = [
  ['minute', 'int4'],
  ['from', 'uuid'],
  ['to', 'uuid'],
];
/** Each minute for itself, by the index of the workspace's runs: joined as a whole, the table would be read. */
const endedSql = `SELECT r."minute", e.* FROM ${rowsFrom(rangeColumns, 2)} CROSS JOIN LATERAL (
    SELECT status, floor(ln(greatest(duration_us, 1)) / ln(${CLASS_FACTOR}))::int AS class, count(*)::int AS count
    FROM execution
    WHERE workspace_id = $1 AND id >= r."from" AND id < r."to" AND status NOT IN ('queued', 'running', 'waiting')
    GROUP BY 1, 2) AS e`;

/** Runs of these minutes that have ended. */
export async function countEndedRuns(
  client: ClientBase,
  { workspaceId, minutes }: { workspaceId: string; minutes: readonly number[] },
): Promise<EndedCount[]> {
  const ranges = minutes.map((minute) => ({
    minute,
    from: idFloor(minute * MINUTE_MS),
    to: idFloor((minute + 1) * MINUTE_MS),
  }));
  const values = [workspaceId, ...arraysOf(rangeColumns, ranges)];
  return (await client.query<EndedCount>({ name: 'tally_ended', text: endedSql, values })).rows;
}

/** The middle of a class of durations. */
export function msOfClass(of: number): number {
  return CLASS_FACTOR ** (of + 0.5) / 1_000;
}
