import type { ClientBase, Pool } from 'pg';
import type { Tx } from './client.ts';

/** A value of a run over 32 kB, kept once for each content. */
export interface StoredValueRow {
  id: string;
  workspaceId: string;
  executionId: string;
  /** Of its JSON text. */
  sha256: Buffer;
  /** Packed JSON. */
  bytes: Buffer;
}

const insertSql = `INSERT INTO stored_value (id, workspace_id, execution_id, sha256, size, bytes)
  SELECT r.id, r.workspace_id, r.execution_id, r.sha256, length(r.bytes), r.bytes
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[], $5::bytea[])
    AS r(id, workspace_id, execution_id, sha256, bytes)
  ON CONFLICT (execution_id, sha256) DO NOTHING`;

/** Values that are there already stay as they are. */
export async function insertStoredValues(client: ClientBase, rows: readonly StoredValueRow[]): Promise<void> {
  await client.query({
    name: 'journal_values',
    text: insertSql,
    values: [
      rows.map(({ id }) => id),
      rows.map(({ workspaceId }) => workspaceId),
      rows.map(({ executionId }) => executionId),
      rows.map(({ sha256 }) => sha256),
      rows.map(({ bytes }) => bytes),
    ],
  });
}

/** The same within a use case's transaction. */
export async function addStoredValues(tx: Tx, rows: readonly StoredValueRow[]): Promise<void> {
  const data = rows.map(({ sha256, bytes, ...row }) => ({
    ...row,
    sha256: new Uint8Array(sha256),
    bytes: new Uint8Array(bytes),
    size: bytes.length,
  }));
  await tx.storedValue.createMany({ data, skipDuplicates: true });
}

/** Values of one run by their hashes (hex). */
export async function findStoredValues(
  pool: Pool | ClientBase,
  key: { workspaceId: string; id: string; hashes: readonly string[] },
): Promise<{ hash: string; bytes: Buffer }[]> {
  const { rows } = await pool.query<{ hash: string; bytes: Buffer }>({
    name: 'stored_values_find',
    text: `SELECT encode(sha256, 'hex') AS hash, bytes FROM stored_value
      WHERE workspace_id = $1 AND execution_id = $2 AND sha256 = ANY($3::bytea[])`,
    values: [key.workspaceId, key.id, key.hashes.map((hash) => Buffer.from(hash, 'hex'))],
  });
  return rows;
}

/** One value of a run, with the workflow that the run is of; null for an unknown or foreign one. */
export async function findStoredValue(
  pool: Pool,
  { workspaceId, id, sha256 }: { workspaceId: string; id: string; sha256: string },
): Promise<{ workflowId: string; bytes: Buffer } | null> {
  const { rows } = await pool.query<{ workflowId: string; bytes: Buffer }>(
    `SELECT e.workflow_id AS "workflowId", v.bytes
     FROM stored_value v JOIN execution e ON e.id = v.execution_id AND e.workspace_id = v.workspace_id
     WHERE v.workspace_id = $1 AND v.execution_id = $2 AND v.sha256 = $3`,
    [workspaceId, id, Buffer.from(sha256, 'hex')],
  );
  return rows[0] ?? null;
}

/** What a workspace stores: files, those that are half written for what they may become, and large values of runs. */
export async function countStoredBytes(
  pool: Pool | ClientBase,
  { workspaceId }: { workspaceId: string },
): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>({
    name: 'quota_count_stored_bytes',
    text: `SELECT (SELECT coalesce(sum(size), 0) FROM file WHERE workspace_id = $1)
      + (SELECT coalesce(sum(size), 0) FROM stored_value WHERE workspace_id = $1) AS bytes`,
    values: [workspaceId],
  });
  return Number(rows[0]!.bytes);
}
