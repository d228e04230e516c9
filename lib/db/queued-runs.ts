import type { Pool } from 'pg';
import { arraysOf, rowsFrom, type Column } from './array-parameters.ts';
import type { auditRow } from './audit.ts';
import type { QueuedExecution } from './executions.ts';
import type { StoredValueRow } from './stored-values.ts';

/** A run that is asked for; if by a person or a key, with what the audit log says of that. */
export interface AcceptedRun {
  execution: Omit<QueuedExecution, 'wake'>;
  /** Large values that the input names. */
  values: readonly StoredValueRow[];
  audit: ReturnType<typeof auditRow> | null;
}

type Run = AcceptedRun['execution'];
type Audit = Omit<NonNullable<AcceptedRun['audit']>, 'data'> & { data: string };

const runColumns: readonly Column<Run>[] = [
  ['id', 'uuid'],
  ['workspaceId', 'uuid'],
  ['workflowId', 'uuid'],
  ['versionId', 'uuid'],
  ['actorId', 'uuid'],
  ['trigger', 'text'],
  ['triggerKey', 'text'],
  ['traceId', 'text'],
  ['createdAt', 'timestamptz'],
  ['input', 'bytea'],
];
const auditColumns: readonly Column<Audit>[] = [
  ['id', 'uuid'],
  ['workspaceId', 'uuid'],
  ['actorKind', 'text'],
  ['actorId', 'text'],
  ['actorLabel', 'text'],
  ['action', 'text'],
  ['targetType', 'text'],
  ['targetId', 'text'],
  ['data', 'jsonb'],
  ['address', 'text'],
  ['traceId', 'text'],
];
const valueColumns: readonly Column<StoredValueRow>[] = [
  ['id', 'uuid'],
  ['workspaceId', 'uuid'],
  ['executionId', 'uuid'],
  ['sha256', 'bytea'],
  ['bytes', 'bytea'],
];

/** `workspaceId` is the column `workspace_id`. */
const columnOf = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const into = <Row>(columns: readonly Column<Row>[]): string => columns.map(([name]) => columnOf(name)).join(', ');
const from = <Row>(columns: readonly Column<Row>[], row = 'r'): string =>
  columns.map(([name]) => `${row}."${name}"`).join(', ');

/** Of each workspace so many runs get their bell as those that wait for a worker are fewer than `$1`, the oldest first. */
const acceptSql = `WITH given AS MATERIALIZED (SELECT * FROM ${rowsFrom(runColumns, 2)}),
  ready AS (SELECT w.id, (SELECT count(*) FROM (SELECT 1 FROM execution e
      WHERE e.workspace_id = w.id AND e.mode = 'queued' AND e.status = 'queued' AND e.owner IS NULL
      LIMIT $1) AS runs) AS runs
    FROM (SELECT DISTINCT "workspaceId" AS id FROM given) AS w),
  noted AS (INSERT INTO audit_event (${into(auditColumns)})
    SELECT ${from(auditColumns)} FROM ${rowsFrom(auditColumns, 2 + runColumns.length)} ON CONFLICT (id) DO NOTHING)
  INSERT INTO execution (${into(runColumns)}, mode, status, wake)
  SELECT ${from(runColumns, 'g')}, 'queued', 'queued',
    CASE WHEN ready.runs + row_number() OVER (PARTITION BY g."workspaceId" ORDER BY g."id") <= $1 THEN 1 ELSE 0 END
  FROM given g JOIN ready ON ready.id = g."workspaceId"
  ON CONFLICT (id) DO NOTHING RETURNING id, wake`;

const keepFirst = 2 + runColumns.length + auditColumns.length;
const acceptWithValuesSql = acceptSql.replace(
  'WITH given',
  `WITH kept AS (INSERT INTO stored_value (${into(valueColumns)}, size)
    SELECT ${from(valueColumns)}, length(r."bytes") FROM ${rowsFrom(valueColumns, keepFirst)}
    ON CONFLICT (execution_id, sha256) DO NOTHING), given`,
);

/**
 * Runs that workers are to take, with their audit events, in one statement. Gives the first wake number of each: 1 if
 * its bell is to be rung, 0 if `bells` of its workspace wait for a worker already: it is taken without one. Sent again after a
 * lost connection it records nothing twice.
 */
export async function insertAcceptedRuns(
  pool: Pool,
  runs: readonly AcceptedRun[],
  bells: number,
): Promise<Map<string, number>> {
  const values = runs.flatMap((run) => run.values);
  const audits = runs.flatMap(({ audit }) => (audit ? [{ ...audit, data: JSON.stringify(audit.data) }] : []));
  const executions = runs.map(({ execution }) => execution);
  const { rows } = await pool.query<{ id: string; wake: number }>({
    ...(values.length === 0
      ? { name: 'runs_accept', text: acceptSql }
      : { name: 'runs_accept_values', text: acceptWithValuesSql }),
    values: [
      bells,
      ...arraysOf(runColumns, executions),
      ...arraysOf(auditColumns, audits),
      ...(values.length === 0 ? [] : arraysOf(valueColumns, values)),
    ],
  });
  return new Map(rows.map(({ id, wake }) => [id, wake]));
}
