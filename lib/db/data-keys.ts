import type { Pool } from 'pg';

/** Whose secrets a data key seals. */
export type KeyOwner = { workspaceId: string } | { userId: string };

/** A data key, wrapped by the master key `masterKeyId`. Either `workspaceId` or `userId` names its owner. */
export interface StoredDataKey {
  id: string;
  workspaceId: string | null;
  userId: string | null;
  version: number;
  wrapped: Uint8Array;
  masterKeyId: string;
  createdAt: Date;
  retiredAt: Date | null;
}

const REST = `version, wrapped, master_key_id AS "masterKeyId", created_at AS "createdAt", retired_at AS "retiredAt"`;

/** Where the data keys of each kind of owner are, and how they are read. */
const kinds = {
  workspace: {
    table: 'data_key',
    owner: 'workspace_id',
    columns: `id, workspace_id AS "workspaceId", NULL::uuid AS "userId", ${REST}`,
  },
  person: {
    table: 'person_data_key',
    owner: 'user_id',
    columns: `id, NULL::uuid AS "workspaceId", user_id AS "userId", ${REST}`,
  },
} as const;

/** Data keys of workspaces and people alike, as a table for `FROM`. */
export const ALL_DATA_KEYS = `(${Object.values(kinds)
  .map(({ table, columns }) => `SELECT ${columns} FROM ${table}`)
  .join(' UNION ALL ')}) AS k`;

/** The table of an owner's data keys with the column that names the owner, and the owner's id. */
export function dataKeyTable(owner: KeyOwner): { table: string; owner: string; columns: string; id: string } {
  return 'userId' in owner ? { ...kinds.person, id: owner.userId } : { ...kinds.workspace, id: owner.workspaceId };
}

/** One version of an owner's data key, or the newest. */
export async function findDataKey(
  pool: Pool,
  { version, ...of }: KeyOwner & { version?: number },
): Promise<StoredDataKey | null> {
  const { table, owner, columns, id } = dataKeyTable(of);
  const { rows } = await pool.query<StoredDataKey>(
    `SELECT ${columns} FROM ${table}
     WHERE ${owner} = $1 AND ($2::int IS NULL OR version = $2) ORDER BY version DESC LIMIT 1`,
    [id, version ?? null],
  );
  return rows[0] ?? null;
}

/** False if the owner has that version already. */
export async function insertDataKey(
  pool: Pool,
  of: KeyOwner,
  key: Pick<StoredDataKey, 'id' | 'version' | 'wrapped' | 'masterKeyId' | 'createdAt'>,
): Promise<boolean> {
  const { table, owner, id } = dataKeyTable(of);
  const { rowCount } = await pool.query(
    `INSERT INTO ${table} (id, ${owner}, version, wrapped, master_key_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (${owner}, version) DO NOTHING`,
    [key.id, id, key.version, key.wrapped, key.masterKeyId, key.createdAt],
  );
  return rowCount === 1;
}

/** Marks all versions below one as retired. */
export async function retireDataKeys(
  pool: Pool,
  { below, at, ...of }: KeyOwner & { below: number; at: Date },
): Promise<void> {
  const { table, owner, id } = dataKeyTable(of);
  await pool.query(`UPDATE ${table} SET retired_at = $3 WHERE ${owner} = $1 AND version < $2 AND retired_at IS NULL`, [
    id,
    below,
    at,
  ]);
}
