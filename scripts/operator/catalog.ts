import type pg from 'pg';
import type { BackupHeader, BackupTable } from './backup-format.ts';
import { skippedTables } from './backup-format.ts';

/** Every table of ours with its columns; one that refers to another comes after it. */
export async function listTables(client: pg.ClientBase): Promise<BackupTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       AND a.attgenerated = ''
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> ALL($1)
     GROUP BY c.relname ORDER BY c.relname`,
    [skippedTables],
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `SELECT f.relname AS "from", t.relname AS "to" FROM pg_constraint k
     JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
     WHERE k.contype = 'f' AND f.relnamespace = 'public'::regnamespace AND f.oid <> t.oid`,
  );
  return inOrder(rows, references);
}

/** @throws when tables refer to each other in a circle: then no order loads them. */
export function inOrder(
  tables: readonly BackupTable[],
  references: readonly { from: string; to: string }[],
): BackupTable[] {
  const done = new Set<string>();
  const ordered: BackupTable[] = [];
  let left = [...tables];
  const known = new Set(tables.map(({ name }) => name));
  while (left.length > 0) {
    const ready = left.filter(({ name }) =>
      references.every(({ from, to }) => from !== name || !known.has(to) || done.has(to)),
    );
    if (ready.length === 0) throw new Error(`Tables refer to each other: ${left.map(({ name }) => name).join(', ')}`);
    for (const table of ready) {
      ordered.push(table);
      done.add(table.name);
    }
    left = left.filter(({ name }) => !done.has(name));
  }
  return ordered;
}

/** Migrations that are whole, oldest first. Empty where there are none. */
export async function appliedMigrations(client: pg.ClientBase): Promise<BackupHeader['migrations']> {
  const { rows: found } = await client.query(
    `SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = '_prisma_migrations'`,
  );
  if (found.length === 0) return [];
  const { rows } = await client.query<BackupHeader['migrations'][number]>(
    `SELECT id, checksum, finished_at::text, migration_name, started_at::text, applied_steps_count
     FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

/** Months that have a partition of executions. */
export async function partitionMonths(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ month: string }>(
    `SELECT replace(substr(c.relname, 11), '_', '-') AS month FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'execution'::regclass AND c.relname ~ '^execution_\\d{4}_\\d{2}$' ORDER BY 1`,
  );
  return rows.map(({ month }) => month);
}
