import type { Pool } from 'pg';
import { newId } from '#lib/shared/ids.ts';

/** Tables of ours, as the database knows them, with what a row of each needs. Partitions are their table's. */
interface Column {
  table: string;
  column: string;
  type: string;
  required: boolean;
  /** The table that it refers to. */
  parent: string | null;
}

const COLUMNS = `
  SELECT quote_ident(c.relname) AS table, quote_ident(a.attname) AS column, t.typname AS type,
    a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS required,
    (SELECT quote_ident(p.relname) FROM pg_constraint k JOIN pg_class p ON p.oid = k.confrelid
      WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum]) AS parent
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> '_prisma_migrations'
  ORDER BY 1, a.attnum`;

async function tables(pool: Pool): Promise<Map<string, Column[]>> {
  const { rows } = await pool.query<Column>(COLUMNS);
  return Map.groupBy(rows, ({ table }) => table);
}

/** A row in every table that has a `workspace_id`, whatever tables there are. Returns their names. */
export async function plantEverywhere(pool: Pool, owner: { workspaceId: string; userId: string }): Promise<string[]> {
  const all = await tables(pool);
  const wanted = [...all].filter(([, columns]) => columns.some(({ column }) => column === 'workspace_id'));
  let left = wanted;
  while (left.length > 0) {
    const blocked: typeof left = [];
    for (const one of left) if (!(await plant(pool, one, owner))) blocked.push(one);
    if (blocked.length === left.length) throw new Error(`No row for ${blocked.map(([name]) => name).join(', ')}`);
    left = blocked;
  }
  return wanted.map(([name]) => name);
}

/** False where a row that this one refers to is not there yet. */
async function plant(
  pool: Pool,
  [table, columns]: [string, Column[]],
  { workspaceId, userId }: { workspaceId: string; userId: string },
): Promise<boolean> {
  const present = await pool.query(`SELECT 1 FROM ${table} WHERE workspace_id = $1 LIMIT 1`, [workspaceId]);
  if (present.rowCount !== 0) return true;
  const values: unknown[] = [];
  const used = columns.filter(({ column, required }) => required || column === 'workspace_id');
  for (const { column, type, parent } of used) {
    if (column === 'workspace_id') values.push(workspaceId);
    else if (parent === '"user"' || column === 'user_id') values.push(userId);
    else if (parent === null) values.push(valueOf(type));
    else {
      const { rows } = await pool.query(`SELECT * FROM ${parent} WHERE workspace_id = $1 LIMIT 1`, [workspaceId]);
      if (!rows[0]) return false;
      values.push(rows[0].id);
    }
  }
  const places = values.map((_, index) => `$${index + 1}`).join(', ');
  await pool.query(`INSERT INTO ${table} (${used.map(({ column }) => column).join(', ')}) VALUES (${places})`, values);
  return true;
}

function valueOf(type: string): unknown {
  if (type === 'uuid') return newId();
  if (type === 'bytea') return Buffer.from(newId());
  if (/^(int|float|numeric)/.test(type)) return 1;
  if (type === 'bool') return false;
  if (type.startsWith('timestamp')) return new Date();
  if (type.startsWith('json')) return '{}';
  return type.startsWith('_') ? [] : `planted ${newId()}`;
}

/** How many rows of each table hold this text anywhere; tables with none are left out. */
export async function whereIs(pool: Pool, text: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const table of (await tables(pool)).keys()) {
    const { rows } = await pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} x WHERE position($1 in x::text) > 0`,
      [text],
    );
    if (rows[0]!.count > 0) found[table] = rows[0]!.count;
  }
  return found;
}
