import type { ClientBase } from 'pg';
import { keepAnswers } from './mcp-calls.ts';
import { arraysOf, rowsFrom, type Column } from './array-parameters.ts';

/**
 * The journal's statements: many rows in one round trip, by `unnest` of one array a column. Each may be sent again after
 * a lost connection without doing anything twice. Bytes are packed JSON.
 */

export interface AcceptedRow {
  id: string;
  workspaceId: string;
  workflowId: string;
  versionId: string;
  parentExecutionId: string | null;
  rootExecutionId: string | null;
  hops: number;
  actorId: string | null;
  mode: 'direct' | 'queued';
  trigger: string;
  triggerKey: string;
  traceId: string;
  /** JSON. */
  caller: string | null;
  /** Milliseconds since the epoch. */
  createdAt: number;
  startedAt: number;
  input: Buffer | null;
}

export interface FinishedRow extends AcceptedRow {
  status: string;
  isError: boolean;
  finishedAt: number;
  durationUs: number;
  output: Buffer | null;
  error: Buffer | null;
  trace: Buffer | null;
  stepCount: number;
  /** It may have asked a person: no column, only a question that is open no longer. */
  asked: boolean;
  /** What the MCP client that called is to get, if it may wait elsewhere: a column of its call. */
  answer: Buffer | null;
  /** No other row is there because of it: no column, only nothing that has to be looked for. */
  alone: boolean;
}

export interface StepRow {
  executionId: string;
  workspaceId: string;
  seq: number;
  record: Buffer;
}

/** A run that is to be rung. */
export interface RunRef {
  id: string;
  workspaceId: string;
  wake: number;
}

export const time = (source: string): string => `to_timestamp(${source} / 1000.0)`;

const acceptedColumns: readonly Column<AcceptedRow>[] = [
  ['id', 'uuid'],
  ['workspaceId', 'uuid'],
  ['workflowId', 'uuid'],
  ['versionId', 'uuid'],
  ['parentExecutionId', 'uuid'],
  ['rootExecutionId', 'uuid'],
  ['hops', 'int4'],
  ['actorId', 'uuid'],
  ['mode', 'text'],
  ['trigger', 'text'],
  ['triggerKey', 'text'],
  ['traceId', 'text'],
  ['caller', 'text'],
  ['createdAt', 'float8'],
  ['startedAt', 'float8'],
  ['input', 'bytea'],
];
const finishedColumns: readonly Column<FinishedRow>[] = [
  ...acceptedColumns,
  ['status', 'text'],
  ['isError', 'bool'],
  ['finishedAt', 'float8'],
  ['durationUs', 'int8'],
  ['output', 'bytea'],
  ['error', 'bytea'],
  ['trace', 'bytea'],
  ['stepCount', 'int4'],
];

/** The same as `rowsFrom` for one row, a parameter a column: a third less work for both sides than arrays of one. */
function rowFrom<Row>(columns: readonly Column<Row>[], first: number): string {
  const values = columns.map(([, type], index) => `$${first + index}::${type}`).join(', ');
  return `(VALUES (${values})) AS r(${columns.map(([name]) => `"${name}"`).join(', ')})`;
}

const HEADER_INTO = `id, workspace_id, workflow_id, version_id, parent_execution_id, root_execution_id, hops, actor_id,
  mode, trigger, trigger_key, trace_id, caller, created_at, started_at, input`;
const HEADER_FROM = `r."id", r."workspaceId", r."workflowId", r."versionId", r."parentExecutionId", r."rootExecutionId",
  r."hops", r."actorId", r."mode", r."trigger", r."triggerKey", r."traceId", r."caller", ${time('r."createdAt"')}, ${time('r."startedAt"')}, r."input"`;

const acceptSql = `INSERT INTO execution (${HEADER_INTO}, status, owner)
  SELECT ${HEADER_FROM}, 'running', $1 FROM ${rowsFrom(acceptedColumns, 2)}
  ON CONFLICT (id) DO NOTHING`;

/** Direct runs that start: `owner` is the process that runs them. */
export async function insertAccepted(client: ClientBase, owner: string, rows: readonly AcceptedRow[]): Promise<void> {
  await client.query({ name: 'journal_accept', text: acceptSql, values: [owner, ...arraysOf(acceptedColumns, rows)] });
}

/** An end may be written over a run that this owner still has, or over the very same end (a repeated write). */
const mayEnd = (end: { finishedAt: string; status: string }): string => `
  (e.owner = $1 OR (e.owner IS NULL AND e.status = ${end.status} AND e.finished_at = ${end.finishedAt}))`;

const insertEndsSql = (rows: string): string => `INSERT INTO execution AS e
    (${HEADER_INTO}, status, is_error, finished_at, duration_us, output, error, trace, step_count)
  SELECT ${HEADER_FROM}, r."status", r."isError", ${time('r."finishedAt"')}, r."durationUs", r."output", r."error",
    r."trace", r."stepCount"
  FROM ${rows}`;
const insertEnds = { name: 'journal_insert', text: insertEndsSql(rowsFrom(finishedColumns)) };
const insertEnd = { name: 'journal_insert_one', text: insertEndsSql(rowFrom(finishedColumns, 1)) };
const finishNew = {
  name: 'journal_finish_new',
  text: `${insertEndsSql(rowsFrom(finishedColumns, 2))}
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, is_error = excluded.is_error, owner = NULL,
    finished_at = excluded.finished_at, duration_us = excluded.duration_us, input = excluded.input,
    output = excluded.output, error = excluded.error, trace = excluded.trace, step_count = excluded.step_count
  WHERE ${mayEnd({ status: 'excluded.status', finishedAt: 'excluded.finished_at' })}
  RETURNING e.id`,
};

const finishAcceptedSql = `UPDATE execution AS e SET status = r."status", is_error = r."isError", owner = NULL,
    finished_at = ${time('r."finishedAt"')}, duration_us = r."durationUs", input = r."input", output = r."output",
    error = r."error", trace = r."trace", step_count = r."stepCount", parked = NULL, wake_at = NULL
  FROM ${rowsFrom(finishedColumns, 2)}
  WHERE e.id = r."id" AND e.workspace_id = r."workspaceId"
    AND ${mayEnd({ status: 'r."status"', finishedAt: `${time('r."finishedAt"')}::timestamptz(3)` })}
  RETURNING e.id`;

/** A caller that was cut off may ask again. */
const ANSWER_KEPT_MS = 86_400_000;

const finishAccepted = { name: 'journal_finish_accepted', text: finishAcceptedSql };

/** Runs that end without having been accepted before. Returns the ids that are recorded now. */
export async function insertFinished(
  client: ClientBase,
  owner: string,
  rows: readonly FinishedRow[],
): Promise<Set<string>> {
  return end(client, finishNew, owner, arraysOf(finishedColumns, rows));
}

const UNIQUE_VIOLATION = '23505';

/**
 * The same outside a transaction. Almost always each row is new, and an INSERT that looks for no conflict costs Postgres
 * two thirds; only if one is there (the group was sent before, and its answer lost) all are looked for.
 */
export async function insertFinishedAlone(
  client: ClientBase,
  owner: string,
  rows: readonly FinishedRow[],
): Promise<Set<string>> {
  const [only] = rows;
  const query =
    rows.length === 1 && only
      ? { ...insertEnd, values: finishedColumns.map(([name]) => only[name]) }
      : { ...insertEnds, values: arraysOf(finishedColumns, rows) };
  try {
    await client.query(query);
    return new Set(rows.map(({ id }) => id));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION)) throw error;
    return insertFinished(client, owner, rows);
  }
}

/**
 * Accepted runs that end. Returns the ids that are recorded now (the others belong to somebody else meanwhile), and the
 * parked callers that must be rung. Belongs into a transaction.
 */
export async function updateFinished(
  client: ClientBase,
  owner: string,
  rows: readonly FinishedRow[],
): Promise<{ ended: Set<string>; woken: RunRef[] }> {
  const ended = await end(client, finishAccepted, owner, arraysOf(finishedColumns, rows));
  const idsOf = (which: (row: FinishedRow) => boolean): string[] =>
    rows.filter((row) => ended.has(row.id) && which(row)).map((row) => row.id);
  // Without its data a run keeps no values either; those of a durable run's steps are named by its trace.
  const durable = idsOf((row) => row.mode === 'queued' && !row.alone);
  const bare = idsOf((row) => row.input === null && row.output === null);
  const asked = idsOf((row) => row.asked || (row.mode === 'queued' && !row.alone));
  if (durable.length > 0 || bare.length > 0 || asked.length > 0) {
    await client.query({ name: 'journal_drop_steps', text: dropSql, values: [durable, bare, asked] });
  }
  const answers = rows.flatMap(({ id: executionId, workspaceId, answer, finishedAt }) =>
    answer !== null && ended.has(executionId)
      ? [{ executionId, workspaceId, answer, expiresAt: finishedAt + ANSWER_KEPT_MS }]
      : [],
  );
  if (answers.length > 0) await keepAnswers(client, answers);
  const callers = rows.filter((row) => row.mode === 'queued' && ended.has(row.id) && row.parentExecutionId !== null);
  const woken = callers.length > 0 ? await wakeCallers(client, callers) : [];
  return { ended, woken };
}

/** What a called run keeps of its output for its caller alone goes with the caller. */
const dropSql = `WITH called AS (UPDATE execution SET output = NULL
    WHERE parent_execution_id = ANY($1::uuid[]) AND input IS NULL AND output IS NOT NULL RETURNING id),
  bare AS (DELETE FROM stored_value WHERE execution_id = ANY($2::uuid[]) OR execution_id IN (SELECT id FROM called)),
  closed AS (UPDATE approval SET status = CASE WHEN status = 'pending' THEN 'closed' ELSE status END,
      content = CASE WHEN execution_id = ANY($2::uuid[]) THEN NULL ELSE content END,
      data = CASE WHEN execution_id = ANY($2::uuid[]) THEN NULL ELSE data END
    WHERE execution_id = ANY($3::uuid[]) AND (status = 'pending' OR execution_id = ANY($2::uuid[])))
  DELETE FROM execution_step WHERE execution_id = ANY($1::uuid[])`;

/** The lock first, by id alone: a caller that is about to be parked is waited for, and then seen as it is. */
async function wakeCallers(client: ClientBase, children: readonly FinishedRow[]): Promise<RunRef[]> {
  const values = [children.map((row) => row.parentExecutionId), children.map((row) => row.workspaceId)];
  const named = `unnest($1::uuid[], $2::uuid[]) AS c(id, workspace_id)`;
  await client.query({
    name: 'journal_lock_callers',
    text: `SELECT 1 FROM execution e JOIN ${named} ON c.id = e.id AND c.workspace_id = e.workspace_id FOR UPDATE OF e`,
    values,
  });
  const { rows } = await client.query<RunRef>({
    name: 'journal_wake_callers',
    text: `UPDATE execution e SET status = 'queued', wake = e.wake + 1, wake_at = NULL FROM ${named}
      WHERE c.id = e.id AND c.workspace_id = e.workspace_id AND e.status = 'waiting' AND e.owner IS NULL
      RETURNING e.id, e.workspace_id AS "workspaceId", e.wake`,
    values,
  });
  return rows;
}

async function end(
  client: ClientBase,
  statement: { name: string; text: string },
  owner: string,
  values: readonly unknown[],
): Promise<Set<string>> {
  const result = await client.query<{ id: string }>({ ...statement, values: [owner, ...values] });
  return new Set(result.rows.map((row) => row.id));
}

const stepColumns: readonly Column<StepRow>[] = [
  ['executionId', 'uuid'],
  ['workspaceId', 'uuid'],
  ['seq', 'int4'],
  ['record', 'bytea'],
];
/** The lock on the run's row keeps a process that lost the run from writing into it. */
const stepSql = `WITH owned AS (
    SELECT id FROM execution WHERE id = ANY($2::uuid[]) AND owner = $1 FOR SHARE
  )
  INSERT INTO execution_step (execution_id, workspace_id, seq, record)
  SELECT r."executionId", r."workspaceId", r."seq", r."record"
  FROM ${rowsFrom(stepColumns, 2)} JOIN owned ON owned.id = r."executionId"
  ON CONFLICT (execution_id, seq) DO UPDATE SET record = excluded.record
  RETURNING execution_id AS id`;

/** Finished attempts of durable runs. Returns the ids of the runs that this owner still has. */
export async function insertSteps(client: ClientBase, owner: string, rows: readonly StepRow[]): Promise<Set<string>> {
  const result = await client.query<{ id: string }>({
    name: 'journal_step',
    text: stepSql,
    values: [owner, ...arraysOf(stepColumns, rows)],
  });
  return new Set(result.rows.map((row) => row.id));
}
