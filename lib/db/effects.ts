import type { ClientBase, Pool } from 'pg';
import type { Tx } from './client.ts';
import { arraysOf, rowsFrom, type Column } from './array-parameters.ts';
import { time } from './execution-writes.ts';

/** The ledger of calls that change the world outside: the journal's statements, and what is asked of it. */

export interface IntentRow {
  executionId: string;
  workspaceId: string;
  key: string;
  nodeId: string;
  /** Of a step inside loops: the items' numbers, `0.2`. */
  iteration: string | null;
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

const intentColumns: readonly Column<IntentRow>[] = [
  ['executionId', 'uuid'],
  ['workspaceId', 'uuid'],
  ['key', 'text'],
  ['nodeId', 'text'],
  ['iteration', 'text'],
  ['kind', 'text'],
  ['at', 'float8'],
];
const intentSql = `INSERT INTO effect (execution_id, workspace_id, key, node_id, iteration, kind, intended_at)
  SELECT r."executionId", r."workspaceId", r."key", r."nodeId", r."iteration", r."kind", ${time('r."at"')}
  FROM ${rowsFrom(intentColumns)}
  ON CONFLICT (execution_id, key) DO UPDATE SET intended_at = excluded.intended_at, receipt_at = NULL, settled = NULL,
    settled_by_id = NULL, output = NULL`;

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

interface Key {
  workspaceId: string;
  id: string;
}

/** A call of a run that was begun, may not be repeated, and left no receipt. */
export interface UnsettledRow {
  key: string;
  nodeId: string;
  iteration: string | null;
  /** What a person said of it: `happened`, `notHappened`, `givenUp`; null: nothing yet. */
  settled: string | null;
  output: Buffer | null;
}

export async function findUnsettledWrites(pool: Pool | ClientBase, key: Key): Promise<UnsettledRow[]> {
  const { rows } = await pool.query<UnsettledRow>(
    `SELECT key, node_id AS "nodeId", iteration, settled, output FROM effect
     WHERE execution_id = $2 AND workspace_id = $1 AND kind = 'write' AND receipt_at IS NULL ORDER BY intended_at`,
    [key.workspaceId, key.id],
  );
  return rows;
}

export interface Settlement extends Key {
  /** The node's id, in loops with the items' numbers behind it. */
  stepId: string;
  as: 'happened' | 'notHappened' | 'givenUp';
  output: Uint8Array | null;
  userId: string;
}

/** A person says what became of a step's call. `absent`: there is no such call; `settled`: somebody said so before. */
export async function settleWrite(tx: Tx, settlement: Settlement): Promise<'done' | 'absent' | 'settled'> {
  const { workspaceId, id, stepId, as, output, userId } = settlement;
  await tx.$executeRaw`
    SELECT 1 FROM execution WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid FOR UPDATE`;
  const rows = await tx.$queryRaw<{ key: string; settled: string | null }[]>`
    SELECT key, settled FROM effect WHERE execution_id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid
      AND kind = 'write' AND receipt_at IS NULL AND concat_ws('.', node_id, iteration) = ${stepId}`;
  if (rows.length === 0) return 'absent';
  if (rows.every((row) => row.settled !== null)) return 'settled';
  await tx.effect.updateMany({
    where: { executionId: id, workspaceId, key: { in: rows.map(({ key }) => key) }, settled: null },
    data: { settled: as, settledById: userId, output: output === null ? null : new Uint8Array(output) },
  });
  return 'done';
}
