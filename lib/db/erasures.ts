import type { Pool } from 'pg';
import { newId } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';

/** What a worker has to erase. */
export type Erasure = { id: string } & (
  { kind: 'workspace'; workspaceId: string } | { kind: 'person'; userId: string; email: string | null }
);

/** Notes that a workspace is to be erased, and makes its secrets unreadable at once. `now` in ms. Returns the id. */
export async function beginWorkspaceErasure(tx: Tx, query: { workspaceId: string; now: number }): Promise<string> {
  const { workspaceId } = query;
  const where = { workspaceId };
  // Without its keys nothing that was sealed can be opened, in no backup either that leaves out the master key.
  await tx.dataKey.deleteMany({ where });
  await tx.connection.deleteMany({ where });
  await tx.variable.deleteMany({ where: { ...where, secret: true } });
  return noteErasure(tx, { kind: 'workspace', subjectId: workspaceId, email: null, now: query.now });
}

/** Notes that what was recorded of a person is to be erased. `now` in ms. Returns the id. */
export async function beginPersonErasure(
  tx: Tx,
  person: { userId: string; email: string; now: number },
): Promise<string> {
  return noteErasure(tx, { kind: 'person', subjectId: person.userId, email: person.email, now: person.now });
}

async function noteErasure(
  tx: Tx,
  { now, ...erasure }: { kind: Erasure['kind']; subjectId: string; email: string | null; now: number },
): Promise<string> {
  const row = await tx.erasure.create({ data: { id: newId(), ...erasure, requestedAt: new Date(now) } });
  return row.id;
}

/** Cancels what waits for its turn, and asks whoever runs the rest to stop. */
export async function cancelRunsOf(tx: Tx, { workspaceId }: { workspaceId: string }): Promise<void> {
  await tx.$executeRaw`
    UPDATE execution SET status = 'canceled', finished_at = now(), cancel_requested_at = now(), duration_us = 0
    WHERE workspace_id = ${workspaceId}::uuid AND owner IS NULL AND status IN ('queued', 'waiting')`;
  await tx.$executeRaw`
    UPDATE execution SET cancel_requested_at = coalesce(cancel_requested_at, now())
    WHERE workspace_id = ${workspaceId}::uuid AND status IN ('queued', 'running', 'waiting')`;
}

/** Whether a process still has a run of the workspace. */
export async function hasRunsUnderWay(pool: Pool, { workspaceId }: { workspaceId: string }): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT 1 FROM execution WHERE workspace_id = $1 AND owner IS NOT NULL AND status IN ('running', 'waiting') LIMIT 1`,
    [workspaceId],
  );
  return rowCount !== 0;
}

/** Deletes so many runs of a workspace with their steps and effects, newest last. Returns how many there were. */
export async function deleteRuns(pool: Pool, query: { workspaceId: string; limit: number }): Promise<number> {
  const { rowCount } = await pool.query(
    `WITH bite AS (SELECT id FROM execution WHERE workspace_id = $1 ORDER BY id LIMIT $2),
       steps AS (DELETE FROM execution_step WHERE execution_id IN (SELECT id FROM bite)),
       effects AS (DELETE FROM effect WHERE execution_id IN (SELECT id FROM bite))
     DELETE FROM execution WHERE id IN (SELECT id FROM bite)`,
    [query.workspaceId, query.limit],
  );
  return rowCount ?? 0;
}

/** Deletes so many rows of a workspace from a table that `tablesOfWorkspaces` named. Returns how many there were. */
export async function deleteRowsOf(
  pool: Pool,
  query: { workspaceId: string; table: string; limit: number },
): Promise<number> {
  const { rowCount } = await pool.query(
    `DELETE FROM ${query.table} WHERE (tableoid, ctid) IN
       (SELECT tableoid, ctid FROM ${query.table} WHERE workspace_id = $1 LIMIT $2)`,
    [query.workspaceId, query.limit],
  );
  return rowCount ?? 0;
}

/** The workspace itself, and the names that its workflows had. Its own slug stays taken for ever. */
export async function deleteWorkspaceRow(pool: Pool, { workspaceId }: { workspaceId: string }): Promise<void> {
  await pool.query('DELETE FROM slug_tombstone WHERE scope = $1', [`workflow:${workspaceId}`]);
  await pool.query('DELETE FROM workspace WHERE id = $1 AND deleted_at IS NOT NULL', [workspaceId]);
}

/**
 * Takes an erased person out of what stays: workspaces' audit trails keep what happened and lose who it was (`pseudonym`
 * stands for them), and nothing names them as its maker. What workspaces wrote into their own data is theirs.
 */
export async function forgetPerson(
  pool: Pool,
  person: { userId: string; email: string | null; pseudonym: string; makerColumns: readonly MakerColumn[] },
): Promise<void> {
  const { userId, email, pseudonym } = person;
  await pool.query(
    `UPDATE audit_event SET actor_id = CASE WHEN actor_id = $1 THEN $3 ELSE actor_id END, actor_label = $4, address = NULL
     WHERE actor_id = $1 OR actor_label = $2`,
    [userId, email, pseudonym, ERASED_LABEL],
  );
  await pool.query('UPDATE audit_event SET target_id = $2 WHERE target_id = $1', [userId, pseudonym]);
  await pool.query(
    `UPDATE audit_event SET data = replace(replace(data::text, $1, $3), $2, $4)::jsonb
     WHERE position($1 in data::text) > 0 OR position($2 in data::text) > 0`,
    [JSON.stringify(userId), JSON.stringify(email ?? userId), JSON.stringify(pseudonym), JSON.stringify(ERASED_LABEL)],
  );
  await pool.query('UPDATE execution SET caller = NULL WHERE position($1 in caller) > 0', [JSON.stringify(userId)]);
  await pool.query('DELETE FROM idempotency_record WHERE principal_id = $1', [userId]);
  await pool.query('DELETE FROM invitation WHERE email = $1', [email]);
  for (const { table, column, required } of person.makerColumns) {
    const other = required ? pseudonym : null;
    await pool.query(`UPDATE ${table} SET ${column} = $2 WHERE ${column} = $1`, [userId, other]);
  }
}

const ERASED_LABEL = 'deleted account';

/** A column that says which person made or does something, without being a reference of the database. */
export interface MakerColumn {
  table: string;
  column: string;
  /** It cannot be empty: the pseudonym takes its place. */
  required: boolean;
}
