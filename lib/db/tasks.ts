import type { ClientBase, Pool } from 'pg';
import type { Tx } from './client.ts';

/** A run that the client of a call may ask for after the answer. Times in ms. */
export interface TaskRow {
  id: string;
  workspaceId: string;
  serverId: string;
  executionId: string;
  /** SHA-256 of who called. */
  caller: Uint8Array;
  tool: string;
  createdAt: number;
  expiresAt: number;
}

/** Who asks, where, and when. */
export interface TaskAsker {
  workspaceId: string;
  serverId: string;
  caller: Uint8Array;
  now: number;
}

/** In the transaction that records the run. */
export async function insertTask(
  tx: Tx,
  { caller, client, createdAt, expiresAt, ...row }: TaskRow & { client: Uint8Array | null },
): Promise<void> {
  const times = { createdAt: new Date(createdAt), expiresAt: new Date(expiresAt) };
  const bytes = { caller: new Uint8Array(caller), client: client && new Uint8Array(client) };
  await tx.task.create({ data: { ...row, ...bytes, ...times } });
}

/** For a run that is recorded; false while it is not: nobody may be told of what could be lost. */
export async function insertTaskOfRun(pool: Pool, row: TaskRow): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO task (id, workspace_id, server_id, execution_id, caller, tool, created_at, expires_at)
     SELECT $1, e.workspace_id, $3, e.id, $5, $6, to_timestamp($7::float8 / 1000.0), to_timestamp($8::float8 / 1000.0)
     FROM execution e WHERE e.id = $4 AND e.workspace_id = $2`,
    [
      row.id,
      row.workspaceId,
      row.serverId,
      row.executionId,
      Buffer.from(row.caller),
      row.tool,
      row.createdAt,
      row.expiresAt,
    ],
  );
  return rowCount === 1;
}

const COLUMNS = `id, workspace_id AS "workspaceId", server_id AS "serverId", execution_id AS "executionId", caller, tool,
  extract(epoch FROM created_at)::float8 * 1000 AS "createdAt", extract(epoch FROM expires_at)::float8 * 1000 AS "expiresAt"`;
const MAY_ASK =
  'workspace_id = $1 AND server_id = $2 AND caller = $3 AND expires_at > to_timestamp($4::float8 / 1000.0)';

const askerValues = ({ workspaceId, serverId, caller, now }: TaskAsker): unknown[] => [
  workspaceId,
  serverId,
  Buffer.from(caller),
  now,
];

/** The task, if this caller made it at this server and it has not expired. */
export async function findTask(pool: Pool, { id, ...asker }: TaskAsker & { id: string }): Promise<TaskRow | null> {
  const { rows } = await pool.query<TaskRow>({
    name: 'task_find',
    text: `SELECT ${COLUMNS} FROM task WHERE ${MAY_ASK} AND id = $5`,
    values: [...askerValues(asker), id],
  });
  return rows[0] ?? null;
}

/** The same by the run's own id. */
export async function findTaskOfRun(
  pool: Pool,
  { executionId, ...asker }: TaskAsker & { executionId: string },
): Promise<TaskRow | null> {
  const { rows } = await pool.query<TaskRow>({
    name: 'task_of_run',
    text: `SELECT ${COLUMNS} FROM task WHERE ${MAY_ASK} AND execution_id = $5 LIMIT 1`,
    values: [...askerValues(asker), executionId],
  });
  return rows[0] ?? null;
}

/** What the client behind a run declared when it began as a task; packed JSON. */
export async function findTaskClient(
  client: Pool | ClientBase,
  { workspaceId, id }: { workspaceId: string; id: string },
): Promise<Buffer | null> {
  const { rows } = await client.query<{ client: Buffer }>({
    name: 'task_client',
    text: 'SELECT client FROM task WHERE workspace_id = $1 AND execution_id = $2 AND client IS NOT NULL LIMIT 1',
    values: [workspaceId, id],
  });
  return rows[0]?.client ?? null;
}
