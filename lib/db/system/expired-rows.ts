import type pg from 'pg';

const BATCH = 1_000;

/**
 * Deletes what nobody may use again: sessions and links a week after their end, old invitations, sign-ins that went to a
 * provider, spent counters of the sign-in slow-down, webhook deliveries of yesterday, memory and MCP tasks that expired. For the maintenance sweep; bounded for each call. Returns how many
 * rows went.
 */
export async function deleteExpiredRows(pool: pg.Pool, now: number): Promise<number> {
  const day = 24 * 3_600_000;
  const statements: [text: string, values: unknown[]][] = [
    [
      `DELETE FROM session WHERE id IN
         (SELECT id FROM session WHERE expires_at < $1 OR ended_at < $1 LIMIT ${BATCH})`,
      [new Date(now - 7 * day)],
    ],
    [
      `DELETE FROM account_token WHERE id IN (SELECT id FROM account_token WHERE expires_at < $1 LIMIT ${BATCH})`,
      [new Date(now - 7 * day)],
    ],
    [
      `DELETE FROM invitation WHERE id IN (SELECT id FROM invitation WHERE expires_at < $1 LIMIT ${BATCH})`,
      [new Date(now - 30 * day)],
    ],
    [
      `DELETE FROM sign_in_attempt WHERE id IN (SELECT id FROM sign_in_attempt WHERE expires_at < $1 LIMIT ${BATCH})`,
      [new Date(now - day)],
    ],
    [
      `DELETE FROM webhook_delivery WHERE (workflow_id, trigger_key, delivery) IN
         (SELECT workflow_id, trigger_key, delivery FROM webhook_delivery WHERE created_at < $1 LIMIT ${BATCH})`,
      [new Date(now - day)],
    ],
    [
      `DELETE FROM webhook_listener WHERE id IN (SELECT id FROM webhook_listener WHERE expires_at < $1 LIMIT ${BATCH})`,
      [new Date(now)],
    ],
    [
      `DELETE FROM memory_entry WHERE (workspace_id, key) IN
         (SELECT workspace_id, key FROM memory_entry WHERE expires_at < $1 LIMIT ${BATCH})`,
      [new Date(now)],
    ],
    [
      `DELETE FROM memory_effect WHERE (workspace_id, effect_key) IN
         (SELECT workspace_id, effect_key FROM memory_effect WHERE created_at < $1 LIMIT ${BATCH})`,
      [new Date(now - day)],
    ],
    [`DELETE FROM task WHERE id IN (SELECT id FROM task WHERE expires_at < $1 LIMIT ${BATCH})`, [new Date(now)]],
    [
      `DELETE FROM mcp_call WHERE execution_id IN (SELECT execution_id FROM mcp_call WHERE expires_at < $1 LIMIT ${BATCH})`,
      [new Date(now)],
    ],
    [
      `DELETE FROM oauth_artifact WHERE (kind, id_hash) IN
         (SELECT kind, id_hash FROM oauth_artifact WHERE expires_at < $1 LIMIT ${BATCH})`,
      [new Date(now)],
    ],
    [
      `DELETE FROM oauth_grant WHERE id IN
         (SELECT id FROM oauth_grant WHERE expires_at < $1 OR revoked_at < $1 LIMIT ${BATCH})`,
      [new Date(now - day)],
    ],
    // Of servers that were deleted: should they come back, nobody has allowed anything.
    [
      `DELETE FROM oauth_grant WHERE id IN (SELECT g.id FROM oauth_grant g
         LEFT JOIN workflow f ON f.id = g.server_id AND f.deleted_at IS NULL
         LEFT JOIN collection c ON c.id = g.server_id AND c.deleted_at IS NULL
         WHERE f.id IS NULL AND c.id IS NULL LIMIT ${BATCH})`,
      [],
    ],
    [
      `DELETE FROM oauth_client WHERE id IN (SELECT id FROM oauth_client WHERE expires_at < $1 LIMIT ${BATCH})`,
      [new Date(now)],
    ],
    [`DELETE FROM rate_limit WHERE key IN (SELECT key FROM rate_limit WHERE expire < $1 LIMIT ${BATCH})`, [now]],
  ];
  let deleted = 0;
  for (const [text, values] of statements) deleted += (await pool.query(text, values)).rowCount ?? 0;
  return deleted;
}
