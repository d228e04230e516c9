import { createHash } from 'node:crypto';
import { createWriteStream, openSync, closeSync, fsyncSync, renameSync, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import {
  BACKUP_FORMAT,
  excluded,
  type BackupHeader,
  type BackupManifest,
  type BackupTable,
  type TableTotal,
} from './backup-format.ts';
import { appliedMigrations, listTables, partitionMonths } from './catalog.ts';
import { encodeFrame, encodeJsonFrame } from './frames.ts';

interface BackupRequest {
  databaseUrl: string;
  /** Overwritten when it is there; readable by its owner alone. */
  file: string;
  /** Of this release. */
  version: string;
}

/**
 * Writes everything that the installation stores into one file, as it was at one moment: one REPEATABLE READ transaction
 * reads all tables while others go on writing. Memory stays flat. An interrupted backup leaves no file.
 *
 * @returns what was written.
 * @throws when the database has no schema, or the file cannot be written.
 */
export async function backupDatabase({ databaseUrl, file, version }: BackupRequest): Promise<BackupManifest> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'toolwright-backup' });
  await client.connect();
  const unfinished = `${file}.${process.pid}.unfinished`;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const manifest: BackupManifest = { tables: [] };
    const target = createWriteStream(unfinished, { mode: 0o600, flags: 'wx' });
    await pipeline(frames(client, version, manifest), createGzip(), target);
    await client.query('COMMIT');
    flush(unfinished);
    renameSync(unfinished, file);
    return manifest;
  } finally {
    rmSync(unfinished, { force: true });
    await client.end();
  }
}

/** Fills `manifest` on the way. */
async function* frames(client: pg.Client, version: string, manifest: BackupManifest): AsyncGenerator<Buffer> {
  yield encodeJsonFrame('H', await readHeader(client, version));
  for (const table of await listTables(client)) {
    yield encodeJsonFrame('T', table);
    yield* tableFrames(client, table, manifest.tables);
    yield encodeJsonFrame('E', {});
  }
  yield encodeJsonFrame('M', manifest);
}

async function readHeader(client: pg.Client, version: string): Promise<BackupHeader> {
  const migrations = await appliedMigrations(client);
  if (migrations.length === 0) throw new Error('This database holds no installation: nothing to back up');
  return {
    toolwrightBackup: BACKUP_FORMAT,
    version,
    createdAt: new Date().toISOString(),
    migrations,
    months: await partitionMonths(client),
    excludes: [...excluded],
  };
}

async function* tableFrames(client: pg.Client, table: BackupTable, totals: TableTotal[]): AsyncGenerator<Buffer> {
  const columns = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
  const copy = client.query(copyTo(`COPY (SELECT ${columns} FROM ${pg.escapeIdentifier(table.name)}) TO STDOUT`));
  const hash = createHash('sha256');
  for await (const chunk of copy as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield encodeFrame('D', chunk);
  }
  totals.push({ name: table.name, rows: copy.rowCount, sha256: hash.digest('hex') });
}

/** On disk before it gets its name. */
function flush(file: string): void {
  const descriptor = openSync(file, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
