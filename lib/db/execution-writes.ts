import type { ClientBase } from 'pg';

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
  mode: 'direct' | 'queued';
  trigger: string;
  triggerKey: string;
  traceId: string;
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
}

export interface StepRow {
  executionId: string;
  workspaceId: string;
  seq: number;
  record: Buffer;
}

export interface IntentRow {
  executionId: string;
  workspaceId: string;
  key: string;
  nodeId: string;
  kind: string;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface ReceiptRow {
  executionId: string;
  workspaceId: string;
  key: string;
  at: number;
}

type Column<Row> = readonly [name: keyof Row & string, type: string];

const time = (source: string): string => `to_timestamp(${source} / 1000.0)`;

const acceptedColumns: readonly Column<AcceptedRow>[] = [
  ['id', 'uuid'],
  ['workspaceId', 'uuid'],
  ['workflowId', 'uuid'],
  ['versionId', 'uuid'],
  ['parentExecutionId', 'uuid'],
  ['mode', 'text'],
  ['trigger', 'text'],
  ['triggerKey', 'text'],
  ['traceId', 'text'],
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
];

/** `unnest($1::uuid[], ...) AS r("id", ...)`, parameters counted from `first`. */
function rowsFrom<Row>(columns: readonly Column<Row>[], first = 1): string {
  const arrays = columns.map(([, type], index) => `$${first + index}::${type}[]`).join(', ');
  return `unnest(${arrays}) AS r(${columns.map(([name]) => `"${name}"`).join(', ')})`;
}

function arraysOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): unknown[][] {
  return columns.map(([name]) => rows.map((row) => row[name]));
}

const HEADER_INTO = `id, workspace_id, workflow_id, version_id, parent_execution_id, mode, trigger, trigger_key, trace_id,
  created_at, started_at, input`;
const HEADER_FROM = `r."id", r."workspaceId", r."workflowId", r."versionId", r."parentExecutionId", r."mode", r."trigger",
  r."triggerKey", r."traceId", ${time('r."createdAt"')}, ${time('r."startedAt"')}, r."input"`;

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

const finishNewSql = `INSERT INTO execution AS e
    (${HEADER_INTO}, status, is_error, finished_at, duration_us, output, error, trace)
  SELECT ${HEADER_FROM}, r."status", r."isError", ${time('r."finishedAt"')}, r."durationUs", r."output", r."error", r."trace"
  FROM ${rowsFrom(finishedColumns, 2)}
  ON CONFLICT (id) DO UPDATE SET status = excluded.status, is_error = excluded.is_error, owner = NULL,
    finished_at = excluded.finished_at, duration_us = excluded.duration_us, input = excluded.input,
    output = excluded.output, error = excluded.error, trace = excluded.trace
  WHERE ${mayEnd({ status: 'excluded.status', finishedAt: 'excluded.finished_at' })}
  RETURNING e.id`;

const finishAcceptedSql = `UPDATE execution AS e SET status = r."status", is_error = r."isError", owner = NULL,
    finished_at = ${time('r."finishedAt"')}, duration_us = r."durationUs", input = r."input", output = r."output",
    error = r."error", trace = r."trace"
  FROM ${rowsFrom(finishedColumns, 2)}
  WHERE e.id = r."id" AND e.workspace_id = r."workspaceId"
    AND ${mayEnd({ status: 'r."status"', finishedAt: `${time('r."finishedAt"')}::timestamptz(3)` })}
  RETURNING e.id`;

/** Runs that end without having been accepted before. Returns the ids that are recorded now. */
export async function insertFinished(
  client: ClientBase,
  owner: string,
  rows: readonly FinishedRow[],
): Promise<Set<string>> {
  return end(client, { name: 'journal_finish_new', text: finishNewSql }, owner, rows);
}

/** Accepted runs that end. Returns the ids that are recorded now; the others belong to somebody else meanwhile. */
export async function updateFinished(
  client: ClientBase,
  owner: string,
  rows: readonly FinishedRow[],
): Promise<Set<string>> {
  const ended = await end(client, { name: 'journal_finish_accepted', text: finishAcceptedSql }, owner, rows);
  // Without its data a run keeps no values either; those of a durable run's steps are named by its trace.
  const durable = rows.filter((row) => row.mode === 'queued' && ended.has(row.id)).map((row) => row.id);
  const bare = rows.filter((row) => row.input === null && ended.has(row.id)).map((row) => row.id);
  if (durable.length > 0 || bare.length > 0) {
    await client.query({ name: 'journal_drop_steps', text: dropSql, values: [durable, bare] });
  }
  return ended;
}

const dropSql = `WITH bare AS (DELETE FROM stored_value WHERE execution_id = ANY($2::uuid[]))
  DELETE FROM execution_step WHERE execution_id = ANY($1::uuid[])`;

async function end(
  client: ClientBase,
  statement: { name: string; text: string },
  owner: string,
  rows: readonly FinishedRow[],
): Promise<Set<string>> {
  const result = await client.query<{ id: string }>({
    ...statement,
    values: [owner, ...arraysOf(finishedColumns, rows)],
  });
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

const intentColumns: readonly Column<IntentRow>[] = [
  ['executionId', 'uuid'],
  ['workspaceId', 'uuid'],
  ['key', 'text'],
  ['nodeId', 'text'],
  ['kind', 'text'],
  ['at', 'float8'],
];
const intentSql = `INSERT INTO effect (execution_id, workspace_id, key, node_id, kind, intended_at)
  SELECT r."executionId", r."workspaceId", r."key", r."nodeId", r."kind", ${time('r."at"')}
  FROM ${rowsFrom(intentColumns)}
  ON CONFLICT (execution_id, key) DO UPDATE SET intended_at = excluded.intended_at, receipt_at = NULL`;

/** Calls that are about to change the world outside; a further attempt takes the receipt of the one before back. */
export async function insertIntents(client: ClientBase, rows: readonly IntentRow[]): Promise<void> {
  await client.query({ name: 'journal_intend', text: intentSql, values: arraysOf(intentColumns, rows) });
}

const receiptColumns: readonly Column<ReceiptRow>[] = [
  ['executionId', 'uuid'],
  ['workspaceId', 'uuid'],
  ['key', 'text'],
  ['at', 'float8'],
];
const receiptSql = `UPDATE effect AS e SET receipt_at = coalesce(e.receipt_at, ${time('r."at"')})
  FROM ${rowsFrom(receiptColumns)}
  WHERE e.execution_id = r."executionId" AND e.workspace_id = r."workspaceId" AND e.key = r."key"`;

/** Calls that came back. */
export async function updateReceipts(client: ClientBase, rows: readonly ReceiptRow[]): Promise<void> {
  await client.query({ name: 'journal_receipt', text: receiptSql, values: arraysOf(receiptColumns, rows) });
}
