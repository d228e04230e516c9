import type { Pool } from 'pg';
import { ALL_DATA_KEYS, dataKeyTable, type KeyOwner, type StoredDataKey } from '../data-keys.ts';

/** One data key of each master key in use. */
export async function sampleDataKeys(pool: Pool): Promise<StoredDataKey[]> {
  const { rows } = await pool.query<StoredDataKey>(
    `SELECT DISTINCT ON ("masterKeyId") * FROM ${ALL_DATA_KEYS} ORDER BY "masterKeyId", id DESC`,
  );
  return rows;
}

/** Data keys that another master key wraps. */
export async function dataKeysOfOtherMasters(
  pool: Pool,
  { masterKeyId, limit }: { masterKeyId: string; limit: number },
): Promise<StoredDataKey[]> {
  const { rows } = await pool.query<StoredDataKey>(
    `SELECT * FROM ${ALL_DATA_KEYS} WHERE "masterKeyId" <> $1 ORDER BY id LIMIT $2`,
    [masterKeyId, limit],
  );
  return rows;
}

/** Gives a data key another wrapping. False if it has changed since it was read. */
export async function replaceWrapping(
  pool: Pool,
  owner: KeyOwner,
  before: Pick<StoredDataKey, 'id' | 'masterKeyId'>,
  after: Pick<StoredDataKey, 'wrapped' | 'masterKeyId'>,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE ${dataKeyTable(owner).table} SET wrapped = $3, master_key_id = $4 WHERE id = $1 AND master_key_id = $2`,
    [before.id, before.masterKeyId, after.wrapped, after.masterKeyId],
  );
  return rowCount === 1;
}

/** Workspaces whose newest data key is older than `before`, by id, after one. */
export async function workspacesToRotate(
  pool: Pool,
  { before, limit, after }: { before: Date; limit: number; after?: string },
): Promise<string[]> {
  const { rows } = await pool.query<{ workspaceId: string }>(
    `SELECT workspace_id AS "workspaceId" FROM data_key WHERE ($3::uuid IS NULL OR workspace_id > $3)
     GROUP BY workspace_id HAVING max(created_at) < $1 ORDER BY workspace_id LIMIT $2`,
    [before, limit, after ?? null],
  );
  return rows.map(({ workspaceId }) => workspaceId);
}

/** People whose newest data key is older than `before`, by id, after one. */
export async function peopleToRotate(
  pool: Pool,
  { before, limit, after }: { before: Date; limit: number; after?: string },
): Promise<string[]> {
  const { rows } = await pool.query<{ userId: string }>(
    `SELECT user_id AS "userId" FROM person_data_key WHERE ($3::uuid IS NULL OR user_id > $3)
     GROUP BY user_id HAVING max(created_at) < $1 ORDER BY user_id LIMIT $2`,
    [before, limit, after ?? null],
  );
  return rows.map(({ userId }) => userId);
}
