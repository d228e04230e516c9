import type { ClientBase, Pool } from 'pg';

interface Key {
  workspaceId: string;
  key: string;
}

interface Entry extends Key {
  value: Uint8Array;
  expiresAt: Date | null;
}

const LIVE = '(expires_at IS NULL OR expires_at > $3)';

/** The value under a key that has not expired. */
export async function readMemory(pool: Pool, { workspaceId, key }: Key, now: Date): Promise<Uint8Array | null> {
  const { rows } = await pool.query<{ value: Uint8Array }>({
    name: 'memory_read',
    text: `SELECT value FROM memory_entry WHERE workspace_id = $1 AND key = $2 AND ${LIVE}`,
    values: [workspaceId, key, now],
  });
  return rows[0]?.value ?? null;
}

/** The same, and nobody else changes it before the transaction ends. A key that is not there is locked too. */
export async function lockMemory(client: ClientBase, { workspaceId, key }: Key, now: Date): Promise<Uint8Array | null> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`memory:${workspaceId}:${key}`]);
  const { rows } = await client.query<{ value: Uint8Array }>(
    `SELECT value FROM memory_entry WHERE workspace_id = $1 AND key = $2 AND ${LIVE} FOR UPDATE`,
    [workspaceId, key, now],
  );
  return rows[0]?.value ?? null;
}

/** Puts a value in the place of the one that is there, with another expiry unless `keepExpiry`; false if there is none. */
export async function replaceMemory(
  client: ClientBase,
  { workspaceId, key, value, expiresAt }: Entry,
  keepExpiry = false,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE memory_entry SET value = $3, expires_at = CASE WHEN $5 THEN expires_at ELSE $4 END, updated_at = now()
     WHERE workspace_id = $1 AND key = $2`,
    [workspaceId, key, value, expiresAt, keepExpiry],
  );
  return rowCount === 1;
}

/** Adds a key, or takes the place of an expired one; false if the workspace has `limit` keys that have not expired. */
export async function addMemory(
  client: ClientBase,
  { workspaceId, key, value, expiresAt }: Entry,
  { limit, now }: { limit: number; now: Date },
): Promise<boolean> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`memory:${workspaceId}`]);
  await client.query('DELETE FROM memory_entry WHERE workspace_id = $1 AND expires_at <= $2', [workspaceId, now]);
  const { rowCount } = await client.query(
    `INSERT INTO memory_entry (workspace_id, key, value, expires_at)
     SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM memory_entry WHERE workspace_id = $1) < $5
     ON CONFLICT (workspace_id, key) DO UPDATE SET value = $3, expires_at = $4, updated_at = now()`,
    [workspaceId, key, value, expiresAt, limit],
  );
  return rowCount === 1;
}

/** Whether there was such a key that had not expired. */
export async function removeMemory(pool: Pool, { workspaceId, key }: Key, now: Date): Promise<boolean> {
  const { rows } = await pool.query<{ live: boolean }>(
    `DELETE FROM memory_entry WHERE workspace_id = $1 AND key = $2 RETURNING ${LIVE} AS live`,
    [workspaceId, key, now],
  );
  return rows[0]?.live ?? false;
}

interface Effect {
  workspaceId: string;
  effectKey: string;
}

/** What a change gave that was made before; null if it was not. */
export async function findMemoryEffect(client: ClientBase, { workspaceId, effectKey }: Effect): Promise<number | null> {
  const { rows } = await client.query<{ value: number }>(
    'SELECT value FROM memory_effect WHERE workspace_id = $1 AND effect_key = $2',
    [workspaceId, effectKey],
  );
  return rows[0]?.value ?? null;
}

export async function recordMemoryEffect(
  client: ClientBase,
  { workspaceId, effectKey, value }: Effect & { value: number },
): Promise<void> {
  await client.query('INSERT INTO memory_effect (workspace_id, effect_key, value) VALUES ($1, $2, $3)', [
    workspaceId,
    effectKey,
    value,
  ]);
}
