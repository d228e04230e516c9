import type { ClientBase, Pool } from 'pg';
import type { ExecutionStatus, TriggerKind } from '#lib/contracts/execution.ts';
import { idFloor } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';
import { addStoredValues, type StoredValueRow } from './stored-values.ts';
import { SqlWhere } from './sql-where.ts';

/** An execution as lists show it. Bytes are packed JSON. */
export interface ExecutionSummaryRow {
  id: string;
  workflowId: string;
  workflowName: string;
  versionId: string;
  version: number | null;
  status: ExecutionStatus;
  isError: boolean;
  trigger: TriggerKind;
  triggerKey: string;
  mode: 'direct' | 'queued';
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** `bigint`: a text. */
  durationUs: string | null;
  error: Buffer | null;
  traceId: string;
  parentExecutionId: string | null;
  owner: string | null;
}
export interface ExecutionRow extends ExecutionSummaryRow {
  workspaceId: string;
  input: Buffer | null;
  output: Buffer | null;
  trace: Buffer | null;
  /** What a parked run waits for. */
  parked: Buffer | null;
  /** JSON; who called the server that it answers. */
  caller: string | null;
}

const SUMMARY = `e.id, e.workflow_id AS "workflowId", w.name AS "workflowName", e.version_id AS "versionId",
  v.number AS version, e.status, e.is_error AS "isError", e.trigger, e.trigger_key AS "triggerKey", e.mode,
  e.created_at AS "createdAt", e.started_at AS "startedAt", e.finished_at AS "finishedAt",
  e.duration_us AS "durationUs", e.error, e.trace_id AS "traceId", e.parent_execution_id AS "parentExecutionId", e.owner`;
const TABLES = `execution e JOIN workflow w ON w.id = e.workflow_id LEFT JOIN workflow_version v ON v.id = e.version_id`;

interface Key {
  workspaceId: string;
  id: string;
}

const STEPS_AT_ONCE = 1_000;

export async function findExecution(pool: Pool, key: Key): Promise<ExecutionRow | null> {
  const { rows } = await pool.query<ExecutionRow>({
    name: 'execution_find',
    text: `SELECT ${SUMMARY}, e.workspace_id AS "workspaceId", e.input, e.output, e.trace, e.parked,
      e.caller FROM ${TABLES} WHERE e.id = $2 AND e.workspace_id = $1`,
    values: [key.workspaceId, key.id],
  });
  return rows[0] ?? null;
}

/** The runs that a run called. */
export async function findCalledRuns(pool: Pool, key: Key): Promise<{ id: string; workflowId: string }[]> {
  const { rows } = await pool.query<{ id: string; workflowId: string }>(
    'SELECT id, workflow_id AS "workflowId" FROM execution WHERE parent_execution_id = $2 AND workspace_id = $1',
    [key.workspaceId, key.id],
  );
  return rows;
}

/** The recorded steps of a durable run that has not ended, in the journal's order. */
export async function findStepRecords(pool: Pool | ClientBase, key: Key): Promise<Buffer[]> {
  const { rows } = await pool.query<{ record: Buffer }>(
    'SELECT record FROM execution_step WHERE execution_id = $2 AND workspace_id = $1 ORDER BY seq',
    [key.workspaceId, key.id],
  );
  return rows.map((row) => row.record);
}

/** Those of the workspace among them, newest first. */
export async function findSummaries(
  pool: Pool,
  workspaceId: string,
  ids: readonly string[],
): Promise<ExecutionSummaryRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<ExecutionSummaryRow>({
    name: 'execution_summaries',
    text: `SELECT ${SUMMARY} FROM ${TABLES} WHERE e.id = ANY($2::uuid[]) AND e.workspace_id = $1 ORDER BY e.id DESC`,
    values: [workspaceId, ids],
  });
  return rows;
}

export interface QueuedExecution {
  id: string;
  workspaceId: string;
  workflowId: string;
  versionId: string;
  trigger: TriggerKind;
  triggerKey: string;
  traceId: string;
  /** For whom it acts. */
  actorId?: string | null;
  /** JSON; who called the server that it answers. */
  caller?: string | null;
  createdAt: Date;
  input: Buffer;
  /** 0 while its bell has not been rung. */
  wake: number;
}

/** A run that a worker is to take, with the large values that its input names. */
export async function insertQueued(
  tx: Tx,
  execution: QueuedExecution,
  values: readonly StoredValueRow[],
): Promise<void> {
  if (values.length > 0) await addStoredValues(tx, values);
  await tx.execution.create({
    data: { ...execution, input: new Uint8Array(execution.input), mode: 'queued', status: 'queued' },
  });
}

/** Steps that a run begins with: those of an earlier one. */
export async function insertStepRows(
  tx: Tx,
  { workspaceId }: Pick<Key, 'workspaceId'>,
  rows: readonly { executionId: string; seq: number; record: Buffer }[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += STEPS_AT_ONCE) {
    const data = rows.slice(at, at + STEPS_AT_ONCE).map(({ executionId, seq, record }) => ({
      executionId,
      seq,
      workspaceId,
      record: new Uint8Array(record),
    }));
    await tx.executionStep.createMany({ data });
  }
}

/** Runs of a workspace that wait for a worker, counted up to `most`. */
export async function countReady(tx: Tx, workspaceId: string, most: number): Promise<number> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT 1 FROM execution WHERE workspace_id = ${workspaceId}::uuid AND mode = 'queued' AND status = 'queued'
        AND owner IS NULL LIMIT ${most}
    ) AS ready`;
  return rows[0]?.count ?? 0;
}

/** What a worker needs of a run that it has taken. */
export interface ClaimedExecution {
  id: string;
  workspaceId: string;
  workflowId: string;
  versionId: string;
  trigger: TriggerKind;
  triggerKey: string;
  traceId: string;
  parentExecutionId: string | null;
  rootExecutionId: string | null;
  hops: number;
  actorId: string | null;
  /** JSON; who called the server that it answers. */
  caller: string | null;
  createdAt: Date;
  startedAt: Date;
  input: Buffer | null;
  /** Packed JSON: what it was waiting for, if it was parked. */
  parked: Buffer | null;
  crashes: number;
  cancelRequested: boolean;
  /** False: nothing but its input is recorded of it. Left out: that was not looked at. */
  hasHistory?: boolean;
}

/** A row as `ClaimedExecution`; `of` stands before each column. */
export function claimedColumns(of = ''): string {
  return [
    ...['id', 'trigger', 'hops', 'input', 'parked', 'crashes', 'caller'].map((name) => `${of}${name}`),
    `${of}workspace_id AS "workspaceId", ${of}workflow_id AS "workflowId", ${of}version_id AS "versionId"`,
    `${of}trigger_key AS "triggerKey", ${of}trace_id AS "traceId", ${of}parent_execution_id AS "parentExecutionId"`,
    `${of}root_execution_id AS "rootExecutionId", ${of}actor_id AS "actorId", ${of}created_at AS "createdAt"`,
    `${of}started_at AS "startedAt", ${of}cancel_requested_at IS NOT NULL AS "cancelRequested"`,
  ].join(', ');
}

/** Gives a run back so that another worker goes on with it. Returns its next wake number, null if it was lost before. */
export async function releaseExecution(pool: Pool, key: Key & { owner: string }): Promise<number | null> {
  const { rows } = await pool.query<{ wake: number }>(
    `UPDATE execution SET owner = NULL, status = 'queued', wake = wake + 1
     WHERE id = $2 AND workspace_id = $1 AND owner = $3 AND status = 'running' RETURNING wake`,
    [key.workspaceId, key.id, key.owner],
  );
  return rows[0]?.wake ?? null;
}

/** A step was finished: earlier crashes were not the fault of what comes now. */
export async function forgetCrashes(pool: Pool, key: Key & { owner: string }): Promise<void> {
  await pool.query('UPDATE execution SET crashes = 0 WHERE id = $2 AND workspace_id = $1 AND owner = $3', [
    key.workspaceId,
    key.id,
    key.owner,
  ]);
}

/** What became of a wish to cancel: `ended` and `absent` changed nothing; `idle`: nobody has it, whoever asked may end it. */
export type CancelOutcome = 'absent' | 'ended' | 'idle' | 'requested';

/** Notes that a run is to be stopped. */
export async function requestCancel(tx: Tx, key: Key): Promise<CancelOutcome> {
  const rows = await tx.$queryRaw<{ status: string; owner: string | null }[]>`
    SELECT status, owner FROM execution
    WHERE id = ${key.id}::uuid AND workspace_id = ${key.workspaceId}::uuid FOR UPDATE`;
  const [row] = rows;
  if (!row) return 'absent';
  if (row.status !== 'queued' && row.status !== 'running' && row.status !== 'waiting') return 'ended';
  await tx.$executeRaw`
    UPDATE execution SET cancel_requested_at = coalesce(cancel_requested_at, now())
    WHERE id = ${key.id}::uuid AND workspace_id = ${key.workspaceId}::uuid`;
  return row.owner === null ? 'idle' : 'requested';
}

/** Counts and durations of a workspace's runs since a moment; of one workflow only, if it is named. */
export interface RunStatistics {
  byStatus: Record<string, number>;
  executions: number;
  errors: number;
  p50Ms: number | null;
  p95Ms: number | null;
}

export async function runStatistics(
  pool: Pool,
  query: { workspaceId: string; workflowId: string; since: number },
): Promise<RunStatistics> {
  const where = new SqlWhere().and('workspace_id = ?', query.workspaceId).and('id >= ?::uuid', idFloor(query.since));
  where.and('workflow_id = ?', query.workflowId);
  const { rows } = await pool.query<{
    status: string | null;
    count: number;
    errors: number;
    p50: number | null;
    p95: number | null;
  }>(
    `SELECT status, count(*)::int AS count, count(*) FILTER (WHERE is_error OR status IN ('error', 'timeout', 'crashed'))::int AS errors,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_us) / 1000 AS p50,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_us) / 1000 AS p95
     FROM execution WHERE ${where.text} GROUP BY GROUPING SETS ((status), ())`,
    where.values,
  );
  const total = rows.find((row) => row.status === null);
  const named = rows.filter((row) => row.status !== null);
  return {
    byStatus: Object.fromEntries(named.map((row) => [row.status, row.count])),
    executions: total?.count ?? 0,
    errors: total?.errors ?? 0,
    p50Ms: total?.p50 ?? null,
    p95Ms: total?.p95 ?? null,
  };
}

/** When the newest run of a workflow was accepted. */
export async function lastRunAt(pool: Pool, key: { workspaceId: string; workflowId: string }): Promise<Date | null> {
  const { rows } = await pool.query<{ createdAt: Date }>(
    `SELECT created_at AS "createdAt" FROM execution WHERE workspace_id = $1 AND workflow_id = $2 ORDER BY id DESC LIMIT 1`,
    [key.workspaceId, key.workflowId],
  );
  return rows[0]?.createdAt ?? null;
}
