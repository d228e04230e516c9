import type { Pool } from 'pg';

/** A workspace's data key, wrapped by the master key `masterKeyId`. */
export interface StoredDataKey {
  id: string;
  workspaceId: string;
  version: number;
  wrapped: Uint8Array;
  masterKeyId: string;
  createdAt: Date;
  retiredAt: Date | null;
}

export const DATA_KEY_COLUMNS = `id, workspace_id AS "workspaceId", version, wrapped, master_key_id AS "masterKeyId",
  created_at AS "createdAt", retired_at AS "retiredAt"`;

/** One version of a workspace's data key, or the newest. */
export async function findDataKey(
  pool: Pool,
  { workspaceId, version }: { workspaceId: string; version?: number },
): Promise<StoredDataKey | null> {
  const { rows } = await pool.query<StoredDataKey>(
    `SELECT ${DATA_KEY_COLUMNS} FROM data_key
     WHERE workspace_id = $1 AND ($2::int IS NULL OR version = $2) ORDER BY version DESC LIMIT 1`,
    [workspaceId, version ?? null],
  );
  return rows[0] ?? null;
}

/** False if the workspace has that version already. */
export async function insertDataKey(pool: Pool, key: Omit<StoredDataKey, 'retiredAt'>): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO data_key (id, workspace_id, version, wrapped, master_key_id, created_at)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (workspace_id, version) DO NOTHING`,
    [key.id, key.workspaceId, key.version, key.wrapped, key.masterKeyId, key.createdAt],
  );
  return rowCount === 1;
}

/** Marks all versions below one as retired. */
export async function retireDataKeys(
  pool: Pool,
  { workspaceId, below, at }: { workspaceId: string; below: number; at: Date },
): Promise<void> {
  await pool.query(
    'UPDATE data_key SET retired_at = $3 WHERE workspace_id = $1 AND version < $2 AND retired_at IS NULL',
    [workspaceId, below, at],
  );
}
