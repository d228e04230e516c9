import { describe, expect, it } from 'vitest';
import { idFloor, newId } from '#lib/shared/ids.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { deployMigrations, runPrisma } from './migrations.ts';

const DAY_MS = 86_400_000;

describe('the migrations', () => {
  const database = useDatabase();

  it('say exactly what the schema says, partitions included', async () => {
    const diff = ['migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema', '--script'];
    expect(await runPrisma(diff, database.url)).toContain('This is an empty migration');
  });

  it('are in the history once, however often they are deployed', async () => {
    const history = 'SELECT migration_name, finished_at FROM _prisma_migrations ORDER BY 1';
    const before = await database.pool.query(history);
    await deployMigrations(database.url);
    const after = await database.pool.query(history);
    expect(after.rows).toEqual(before.rows);
    expect(before.rows.every((row) => row.finished_at !== null)).toBe(true);
  });

  it('deploys only once when two processes start at the same time', async () => {
    await database.pool.query('DROP SCHEMA public CASCADE');
    await database.pool.query('CREATE SCHEMA public');
    const results = await Promise.allSettled([deployMigrations(database.url), deployMigrations(database.url)]);
    expect(results.map((result) => (result.status === 'rejected' ? String(result.reason) : 'done'))).toEqual([
      'done',
      'done',
    ]);
    const names = await database.pool.query('SELECT migration_name FROM _prisma_migrations');
    expect(new Set(names.rows.map((row) => row.migration_name)).size).toBe(names.rowCount);
  });
});

describe('ensure_execution_partitions', () => {
  const database = useDatabase();

  async function insert(id: string): Promise<void> {
    await database.pool.query(
      `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id)
       VALUES ($1, $2, $2, $2, 'direct', 'success', 'tool', 't', 'x')`,
      [id, newId()],
    );
  }

  async function partitionOf(id: string): Promise<string> {
    const { rows } = await database.pool.query('SELECT tableoid::regclass::text AS name FROM execution WHERE id = $1', [
      id,
    ]);
    return rows[0].name;
  }

  const monthName = (ms: number) => `execution_${new Date(ms).toISOString().slice(0, 7).replace('-', '_')}`;

  it('puts a run into the month that its id carries', async () => {
    const id = newId();
    await insert(id);
    expect(await partitionOf(id)).toBe(monthName(Date.now()));
  });

  it('bounds a month exactly: its first millisecond is in, the next month is out', async () => {
    const now = new Date();
    const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
    const next = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
    for (const moment of [first, next - 1, next]) {
      const id = idFloor(moment);
      await insert(id);
      expect(await partitionOf(id)).toBe(monthName(moment));
    }
  });

  it('moves rows that already lie in the default partition, and repeats without effect', async () => {
    const far = Date.now() + 200 * DAY_MS;
    const id = idFloor(far);
    await insert(id);
    expect(await partitionOf(id)).toBe('execution_default');
    const made = await database.pool.query('SELECT ensure_execution_partitions(8) AS n');
    expect(made.rows[0].n).toBe(6);
    expect(await partitionOf(id)).toBe(monthName(far));
    const again = await database.pool.query('SELECT ensure_execution_partitions(8) AS n');
    expect(again.rows[0].n).toBe(0);
  });

  it('keeps key and indexes on every partition', async () => {
    const { rows } = await database.pool.query(
      `SELECT c.relname AS name, count(*)::int AS indexes FROM pg_inherits h
       JOIN pg_class c ON c.oid = h.inhrelid JOIN pg_index i ON i.indrelid = c.oid
       WHERE h.inhparent = 'execution'::regclass GROUP BY 1`,
    );
    expect(rows.length).toBeGreaterThan(3);
    expect(new Set(rows.map((row) => row.indexes)).size).toBe(1);
  });

  it('survives being called by several processes at once, while runs are inserted', async () => {
    await Promise.all([
      ...Array.from({ length: 3 }, () => database.pool.query('SELECT ensure_execution_partitions(14)')),
      ...Array.from({ length: 20 }, (_, index) => insert(idFloor(Date.now() + index * 20 * DAY_MS))),
    ]);
    const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM execution');
    expect(rows[0].n).toBeGreaterThanOrEqual(20);
  });
});
