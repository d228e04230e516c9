import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#lib/shared/ids.ts';
import { useDatabase } from '#lib/testing/database.ts';
import { backupDatabase } from './backup.ts';
import type { BackupManifest } from './backup-format.ts';
import { listTables } from './catalog.ts';
import { openBackup } from './read-backup.ts';
import { restoreDatabase } from './restore.ts';

const source = useDatabase();
const target = useDatabase();
const folder = mkdtempSync(path.join(tmpdir(), 'toolwright-backup-'));
const file = path.join(folder, 'a.backup');
const hostile = 'tab\t line\n back\\slash \\N \\. "quote" é 한국어 😀';
const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));

const workspaceId = newId();
const executionId = newId();

async function addWorkspace(client: pg.ClientBase | pg.Pool, id: string, name: string): Promise<void> {
  await client.query('INSERT INTO workspace (id, slug, name) VALUES ($1, $2, $3)', [id, `w-${id}`, name]);
}

/** A workspace and its tombstone, both or neither: what a torn copy would separate. */
async function addPair(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    const id = newId();
    await client.query('BEGIN');
    await addWorkspace(client, id, 'pair');
    await client.query('INSERT INTO slug_tombstone (scope, slug, object_id) VALUES ($1, $2, $3)', ['pair', id, id]);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

beforeAll(async () => {
  await addWorkspace(source.pool, workspaceId, hostile);
  await source.pool.query(
    `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id, input)
     VALUES ($1, $2, $2, $2, 'direct', 'success', 'tool', 'start', 't', $3)`,
    [executionId, workspaceId, bytes],
  );
  await source.pool.query(`INSERT INTO rate_limit (key, points) VALUES ('k', 1)`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a backup of this database would hold. */
const contentsOf = async (url: string): Promise<BackupManifest> =>
  backupDatabase({ databaseUrl: url, file: path.join(folder, `${newId()}.backup`), version: 'test' });

describe('backup and restore', () => {
  test('a backup taken while others write is one moment, and comes back byte for byte', async () => {
    let writing = true;
    let pairs = 0;
    const writers = Array.from({ length: 3 }, async () => {
      while (writing) {
        await addPair(source.pool);
        pairs++;
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const manifest = await backupDatabase({ databaseUrl: source.url, file, version: '9.9.9' });
    writing = false;
    await Promise.all(writers);
    expect(pairs).toBeGreaterThan(10);

    const totals = await restoreDatabase({ databaseUrl: target.url, file, replace: false });
    expect(totals).toEqual(manifest.tables);
    expect(await contentsOf(target.url)).toEqual(manifest);
    const { rows } = await target.pool.query(
      `SELECT (SELECT count(*)::int FROM workspace WHERE name = 'pair') AS workspaces,
         (SELECT count(*)::int FROM slug_tombstone WHERE scope = 'pair') AS tombstones`,
    );
    expect(rows[0].workspaces).toBe(rows[0].tombstones);
    const workspace = await target.pool.query('SELECT name FROM workspace WHERE id = $1', [workspaceId]);
    expect(workspace.rows).toEqual([{ name: hostile }]);
    const execution = await target.pool.query('SELECT input, tableoid::regclass::text AS part FROM execution');
    expect(execution.rows).toEqual([{ input: bytes, part: expect.stringMatching(/^execution_\d{4}_\d{2}$/) }]);
    expect((await target.pool.query('SELECT FROM rate_limit')).rowCount).toBe(0);
  });

  test('what comes back starts nothing: no failed run of then asks for its error workflow again', async () => {
    const [workflowId, versionId, settled, purged] = [newId(), newId(), newId(), newId()];
    const { pool } = source;
    await pool.query(
      `INSERT INTO workflow (id, workspace_id, slug, name, draft, draft_hash) VALUES ($1, $2, 'w', 'W', '', '')`,
      [workflowId, workspaceId],
    );
    await pool.query(
      `INSERT INTO workflow_version (id, workspace_id, workflow_id, number, hash, definition, error_workflow_id)
       VALUES ($1, $2, $3, 1, '', '', $3)`,
      [versionId, workspaceId, workflowId],
    );
    for (const id of [settled, purged]) {
      await pool.query(
        `INSERT INTO execution (id, workspace_id, workflow_id, version_id, mode, status, trigger, trigger_key, trace_id)
         VALUES ($1, $2, $3, $4, 'direct', 'error', 'tool', 'start', 't')`,
        [id, workspaceId, workflowId, versionId],
      );
    }
    await pool.query(`UPDATE error_run SET settled_at = now(), refused = 'notLive' WHERE execution_id = $1`, [settled]);
    await pool.query('DELETE FROM error_run WHERE execution_id = $1', [purged]);
    const again = path.join(folder, 'b.backup');
    const manifest = await backupDatabase({ databaseUrl: source.url, file: again, version: '9.9.9' });
    await restoreDatabase({ databaseUrl: target.url, file: again, replace: true });
    expect(await contentsOf(target.url)).toEqual(manifest);
    const restored = 'SELECT execution_id AS id, refused FROM error_run';
    expect((await target.pool.query(restored)).rows).toEqual([{ id: settled, refused: 'notLive' }]);
    // From now on they count again.
    await target.pool.query(`UPDATE execution SET status = 'timeout' WHERE id = $1`, [purged]);
    expect((await target.pool.query(restored)).rows).toHaveLength(2);
    await pool.query('DELETE FROM execution WHERE id = ANY($1)', [[settled, purged]]);
    await pool.query('DELETE FROM error_run');
    await pool.query('DELETE FROM workflow');
  });

  test('the file is for its owner alone, names its release, and leaves no half-written one behind', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { header } = await openBackup(file);
    expect(header).toMatchObject({
      version: '9.9.9',
      excludes: [expect.stringContaining('master key'), expect.any(String)],
    });
    expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  test('holds every table but counters and processes', async () => {
    const client = await source.pool.connect();
    const tables = (await listTables(client)).map(({ name }) => name);
    client.release();
    expect(tables).toEqual(expect.arrayContaining(['user', 'workspace', 'execution', 'workspace_quota']));
    expect(tables.indexOf('workspace')).toBeLessThan(tables.indexOf('membership'));
    const { rows } = await source.pool.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND NOT relispartition`,
    );
    const skipped = rows.map(({ relname }) => relname).filter((name) => !tables.includes(name));
    expect(skipped.sort()).toEqual(['_prisma_migrations', 'process_heartbeat', 'rate_limit']);
  });
});

describe('restore refuses', () => {
  const restore = (from: string, replace = false) => restoreDatabase({ databaseUrl: target.url, file: from, replace });
  const altered = (name: string, change: (content: Buffer) => Buffer): string => {
    const copy = path.join(folder, name);
    writeFileSync(copy, change(readFileSync(file)));
    return copy;
  };

  test('a database that holds data, unless it is told to replace it', async () => {
    const id = newId();
    await addWorkspace(target.pool, id, 'newer');
    await expect(restore(file)).rejects.toThrow('is not empty');
    expect((await target.pool.query('SELECT FROM workspace WHERE id = $1', [id])).rowCount).toBe(1);
    await restore(file, true);
    expect((await target.pool.query('SELECT FROM workspace WHERE id = $1', [id])).rowCount).toBe(0);
    expect((await target.pool.query('SELECT FROM workspace WHERE id = $1', [workspaceId])).rowCount).toBe(1);
  });

  test.each([
    ['cut off', (content: Buffer) => content.subarray(0, content.length - 200)],
    [
      'changed',
      (content: Buffer) => Buffer.concat([content.subarray(0, 400), Buffer.from('x'), content.subarray(401)]),
    ],
    ['something else', () => Buffer.from('no backup at all')],
    ['empty', () => Buffer.alloc(0)],
  ])('a file that is %s, and leaves the database as it was', async (name, change) => {
    const before = await contentsOf(target.url);
    await expect(restore(altered(`${name}.backup`, change), true)).rejects.toThrow('no whole backup');
    expect(await contentsOf(target.url)).toEqual(before);
  });

  test('a backup of a newer release', async () => {
    await source.pool.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ('x', 'x', now(), '29990101000000_future', 1)`,
    );
    const newer = path.join(folder, 'newer.backup');
    await backupDatabase({ databaseUrl: source.url, file: newer, version: '99.0.0' });
    await source.pool.query(`DELETE FROM _prisma_migrations WHERE id = 'x'`);
    await expect(restore(newer, true)).rejects.toThrow('made by release 99.0.0, which is newer');
  });

  test('a database that our processes use', async () => {
    const process = new pg.Client({ connectionString: target.url, application_name: 'toolwright-web' });
    await process.connect();
    await expect(restore(file, true)).rejects.toThrow('in use (toolwright-web)');
    await process.end();
  });
});
