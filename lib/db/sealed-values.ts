import type { Pool } from 'pg';

/** Every column that holds what the vault sealed, and which of its rows do. */
const sealedColumns = {
  variable: { column: 'value', holds: 'secret' },
  connection: { column: 'secret', holds: 'secret IS NOT NULL' },
} as const;

export type SealedTable = keyof typeof sealedColumns;
export const sealedTables = Object.keys(sealedColumns) as SealedTable[];

/** A workspace's sealed values of one table by id, after one. */
export async function listSealedValues(
  pool: Pool,
  query: { workspaceId: string; table: SealedTable; after?: string; limit: number },
): Promise<{ id: string; sealed: Uint8Array }[]> {
  const { column, holds } = sealedColumns[query.table];
  const { rows } = await pool.query<{ id: string; sealed: Uint8Array }>(
    `SELECT id, ${column} AS sealed FROM ${query.table}
     WHERE workspace_id = $1 AND ${holds} AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    [query.workspaceId, query.after ?? null, query.limit],
  );
  return rows;
}

/** Stores the same value under another data key. False if it was changed meanwhile. */
export async function replaceSealedValue(
  pool: Pool,
  row: { workspaceId: string; table: SealedTable; id: string; before: Uint8Array; after: Uint8Array },
): Promise<boolean> {
  const { column, holds } = sealedColumns[row.table];
  const { rowCount } = await pool.query(
    `UPDATE ${row.table} SET ${column} = $4 WHERE workspace_id = $1 AND id = $2 AND ${holds} AND ${column} = $3`,
    [row.workspaceId, row.id, row.before, row.after],
  );
  return rowCount === 1;
}
