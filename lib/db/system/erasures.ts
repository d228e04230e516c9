import type { Pool } from 'pg';
import type { Erasure, MakerColumn } from '../erasures.ts';

/** Queries about what workers erase. They look across tenants: a job names the erasure, not whose it is. */

export async function findErasure(pool: Pool, id: string): Promise<Erasure | null> {
  const { rows } = await pool.query<{ kind: string; subject: string; email: string | null }>(
    'SELECT kind, subject_id AS subject, email FROM erasure WHERE id = $1',
    [id],
  );
  const [row] = rows;
  if (!row) return null;
  if (row.kind === 'workspace') return { id, kind: 'workspace', workspaceId: row.subject };
  return { id, kind: 'person', userId: row.subject, email: row.email };
}

/** Those that nobody went through since `before`. Times in ms. */
export async function dueErasures(pool: Pool, before: number, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM erasure WHERE coalesce(last_pass_at, '-infinity') < $1 ORDER BY id LIMIT $2`,
    [new Date(before), limit],
  );
  return rows.map((row) => row.id);
}

/**
 * Notes that nothing is left. Once the request is older than `finalAfterMs`, nothing that was under way then can bring
 * anything back, and it is forgotten too.
 */
export async function noteErasurePass(
  pool: Pool,
  pass: { id: string; now: number; finalAfterMs: number },
): Promise<void> {
  await pool.query('UPDATE erasure SET last_pass_at = $2 WHERE id = $1', [pass.id, new Date(pass.now)]);
  await pool.query('DELETE FROM erasure WHERE id = $1 AND requested_at < $2', [
    pass.id,
    new Date(pass.now - pass.finalAfterMs),
  ]);
}

/** Every table whose rows say to which workspace they belong, as the database knows them: none can be forgotten. */
export async function tablesOfWorkspaces(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(c.relname) AS name FROM pg_class c
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

/** Every column that names a person without a foreign key (such rows go with the person): by the words we use for that. */
export async function makerColumns(pool: Pool): Promise<MakerColumn[]> {
  const { rows } = await pool.query<MakerColumn>(
    `SELECT quote_ident(c.relname) AS table, quote_ident(a.attname) AS column, a.attnotnull AS required FROM pg_class c
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.atttypid = 'uuid'::regtype
       AND a.attname ~ '(^|_)(actor|user|owner|person|assignee|approver)_id$|_by_id$'
       AND NOT EXISTS (SELECT 1 FROM pg_constraint k
         WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confdeltype = 'c' AND a.attnum = ANY (k.conkey))
     ORDER BY 1, 2`,
  );
  return rows;
}
