import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { deployMigrations } from '../migrations.ts';
import type { BackupHeader, BackupTable, TableTotal } from './backup-format.ts';
import { listTables } from './catalog.ts';
import { openBackup } from './read-backup.ts';

const migrationsFolder = path.resolve(import.meta.dirname, '../../prisma/migrations');

interface RestoreRequest {
  databaseUrl: string;
  file: string;
  /** Whether what is in the database may be thrown away. */
  replace: boolean;
}

/**
 * Puts a backup into a database: the schema as it was, the data, then the migrations that came later. The file is read
 * through before anything is touched, and all changes are one transaction: a failed restore leaves what was there.
 *
 * @throws when the file is damaged or newer than this release, when the database holds data (without `replace`), or when
 *   processes of ours use it.
 */
export async function restoreDatabase({ databaseUrl, file, replace }: RestoreRequest): Promise<TableTotal[]> {
  const whole = await openBackup(file);
  requireKnownMigrations(whole.header);
  await whole.eachTable(drain);
  const totals = await inTransaction(databaseUrl, async (client) => {
    await requireUnused(client);
    if (!replace) await requireEmpty(client);
    const backup = await openBackup(file);
    await makeSchema(client, backup.header);
    return backup.eachTable((table, data) => load(client, table, data));
  });
  await deployMigrations(databaseUrl);
  return totals;
}

function requireKnownMigrations({ migrations, version }: BackupHeader): void {
  const unknown = migrations.find(({ migration_name: name }) => !existsSync(migrationFile(name)));
  if (unknown) {
    throw new Error(
      `The backup was made by release ${version}, which is newer than this one (it has the migration ` +
        `${unknown.migration_name}): restore it with that release`,
    );
  }
}

const migrationFile = (name: string): string => path.join(migrationsFolder, path.basename(name), 'migration.sql');

async function drain(_table: BackupTable, data: AsyncIterable<Buffer>): Promise<void> {
  for await (const _chunk of data);
}

async function inTransaction<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'toolwright-restore' });
  await client.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } finally {
    await client.end();
  }
}

async function requireUnused(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'toolwright%' ORDER BY 1`,
  );
  if (rows.length === 0) return;
  throw new Error(`The database is in use (${rows.map(({ name }) => name).join(', ')}): stop these processes first`);
}

/** A migrated database without a row counts as empty. */
async function requireEmpty(client: pg.Client): Promise<void> {
  for (const { name } of await listTables(client)) {
    const { rowCount } = await client.query(`SELECT FROM ${pg.escapeIdentifier(name)} LIMIT 1`);
    if (rowCount === 0) continue;
    throw new Error(
      `The database is not empty (${name} has rows). Restore into an empty one, or say --replace to throw away what is there`,
    );
  }
}

/** The schema of the moment of the backup, with its history, as the migrations of then made it. */
async function makeSchema(client: pg.Client, { migrations, months }: BackupHeader): Promise<void> {
  await client.query('DROP SCHEMA IF EXISTS bullmq CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await client.query(`CREATE TABLE _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`);
  for (const each of migrations) {
    await client.query(readFileSync(migrationFile(each.migration_name), 'utf8'));
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [each.id, each.checksum, each.finished_at, each.migration_name, each.started_at, each.applied_steps_count],
    );
  }
  for (const month of months) await client.query('SELECT ensure_execution_partition($1::timestamp)', [`${month}-01`]);
}

async function load(client: pg.Client, table: BackupTable, data: AsyncIterable<Buffer>): Promise<void> {
  const name = pg.escapeIdentifier(table.name);
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  // What a row set off when it was new is in the backup itself: rows that come back set off nothing.
  await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
  const copy = client.query(copyFrom(`COPY ${name} (${columns}) FROM STDIN`));
  await pipeline(Readable.from(data), copy);
  await client.query(`ALTER TABLE ${name} ENABLE TRIGGER USER`);
}
