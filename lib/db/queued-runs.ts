import type { Pool } from 'pg';
import type { auditRow } from './audit.ts';
import type { QueuedExecution } from './executions.ts';
import type { StoredValueRow } from './stored-values.ts';

/** A run that somebody asked for, with what the audit log says of that. */
export interface AcceptedRun {
  execution: Omit<QueuedExecution, 'wake'>;
  /** Large values that the input names. */
  values: readonly StoredValueRow[];
  audit: ReturnType<typeof auditRow>;
}

const runColumns = [
  ['id', 'uuid'],
  ['workspace_id', 'uuid'],
  ['workflow_id', 'uuid'],
  ['version_id', 'uuid'],
  ['actor_id', 'uuid'],
  ['trigger', 'text'],
  ['trigger_key', 'text'],
  ['trace_id', 'text'],
  ['created_at', 'timestamptz'],
  ['input', 'bytea'],
] as const;
const auditColumns = [
  ['id', 'uuid'],
  ['workspace_id', 'uuid'],
  ['actor_kind', 'text'],
  ['actor_id', 'text'],
  ['actor_label', 'text'],
  ['action', 'text'],
  ['target_type', 'text'],
  ['target_id', 'text'],
  ['data', 'jsonb'],
  ['address', 'text'],
  ['trace_id', 'text'],
] as const;
const valueColumns = [
  ['id', 'uuid'],
  ['workspace_id', 'uuid'],
  ['execution_id', 'uuid'],
  ['sha256', 'bytea'],
  ['bytes', 'bytea'],
] as const;

type Columns = readonly (readonly [name: string, type: string])[];
const namesOf = (columns: Columns): string => columns.map(([name]) => name).join(', ');
const rowsFrom = (columns: Columns, first: number): string =>
  `unnest(${columns.map(([, type], index) => `$${first + index}::${type}[]`).join(', ')}) AS r(${namesOf(columns)})`;

/** Of each workspace so many runs get their bell as those that wait for a worker are fewer than `$1`, the oldest first. */
const acceptSql = `WITH given AS MATERIALIZED (SELECT * FROM ${rowsFrom(runColumns, 2)}),
  ready AS (SELECT w.id, (SELECT count(*) FROM (SELECT 1 FROM execution e
      WHERE e.workspace_id = w.id AND e.mode = 'queued' AND e.status = 'queued' AND e.owner IS NULL
      LIMIT $1) AS runs) AS runs
    FROM (SELECT DISTINCT workspace_id AS id FROM given) AS w),
  noted AS (INSERT INTO audit_event (${namesOf(auditColumns)})
    SELECT ${namesOf(auditColumns)} FROM ${rowsFrom(auditColumns, 2 + runColumns.length)} ON CONFLICT (id) DO NOTHING)
  INSERT INTO execution (${namesOf(runColumns)}, mode, status, wake)
  SELECT ${runColumns.map(([name]) => `g.${name}`).join(', ')}, 'queued', 'queued',
    CASE WHEN ready.runs + row_number() OVER (PARTITION BY g.workspace_id ORDER BY g.id) <= $1 THEN 1 ELSE 0 END
  FROM given g JOIN ready ON ready.id = g.workspace_id
  ON CONFLICT (id) DO NOTHING RETURNING id, wake`;

const keepFirst = 2 + runColumns.length + auditColumns.length;
const acceptWithValuesSql = acceptSql.replace(
  'WITH given',
  `WITH kept AS (INSERT INTO stored_value (${namesOf(valueColumns)}, size)
    SELECT ${namesOf(valueColumns)}, length(r.bytes) FROM ${rowsFrom(valueColumns, keepFirst)}
    ON CONFLICT (execution_id, sha256) DO NOTHING), given`,
);

/**
 * Runs that workers are to take, each with its audit event, in one statement. Gives the first wake number of each: 1 if
 * its bell is to be rung, 0 if `bells` of its workspace wait for a worker already: it is taken without one. Sent again after a
 * lost connection it records nothing twice.
 */
export async function insertAcceptedRuns(
  pool: Pool,
  runs: readonly AcceptedRun[],
  bells: number,
): Promise<Map<string, number>> {
  const values = runs.flatMap((run) => run.values);
  const ids = runs.map(({ execution }) => execution.id);
  const workspaceIds = runs.map(({ execution }) => execution.workspaceId);
  const { rows } = await pool.query<{ id: string; wake: number }>({
    ...(values.length === 0
      ? { name: 'runs_accept', text: acceptSql }
      : { name: 'runs_accept_values', text: acceptWithValuesSql }),
    values: [
      bells,
      ids,
      workspaceIds,
      ...runArrays(runs),
      ...auditArrays(runs),
      ...(values.length === 0 ? [] : valueArrays(values)),
    ],
  });
  return new Map(rows.map(({ id, wake }) => [id, wake]));
}

/** All columns of a run but its id and its workspace's. */
function runArrays(runs: readonly AcceptedRun[]): unknown[][] {
  const of = (read: (run: AcceptedRun['execution']) => unknown): unknown[] =>
    runs.map(({ execution }) => read(execution));
  return [
    of((run) => run.workflowId),
    of((run) => run.versionId),
    of((run) => run.actorId ?? null),
    of((run) => run.trigger),
    of((run) => run.triggerKey),
    of((run) => run.traceId),
    of((run) => run.createdAt),
    of((run) => run.input),
  ];
}

function auditArrays(runs: readonly AcceptedRun[]): unknown[][] {
  const of = (read: (event: AcceptedRun['audit']) => unknown): unknown[] => runs.map(({ audit }) => read(audit));
  return [
    of((event) => event.id),
    of((event) => event.workspaceId),
    of((event) => event.actorKind),
    of((event) => event.actorId),
    of((event) => event.actorLabel),
    of((event) => event.action),
    of((event) => event.targetType),
    of((event) => event.targetId),
    of((event) => JSON.stringify(event.data)),
    of((event) => event.address),
    of((event) => event.traceId),
  ];
}

function valueArrays(values: readonly StoredValueRow[]): unknown[][] {
  return [
    values.map((value) => value.id),
    values.map((value) => value.workspaceId),
    values.map((value) => value.executionId),
    values.map((value) => value.sha256),
    values.map((value) => value.bytes),
  ];
}
