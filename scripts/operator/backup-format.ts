import { z } from 'zod';

/** Grows when an older release could not read the file. */
export const BACKUP_FORMAT = 1;

const migrationSchema = z.object({
  id: z.string(),
  checksum: z.string(),
  finished_at: z.string(),
  migration_name: z.string(),
  started_at: z.string(),
  applied_steps_count: z.int(),
});

export const headerSchema = z.object({
  toolwrightBackup: z.literal(BACKUP_FORMAT),
  /** Of the release that wrote it. */
  version: z.string(),
  createdAt: z.string(),
  /** What was applied, oldest first; the last is the version of the schema. */
  migrations: z.array(migrationSchema).min(1),
  /** Months (`2026-11`) whose executions have a partition of their own. */
  months: z.array(z.string().regex(/^\d{4}-\d{2}$/)),
  excludes: z.array(z.string()),
});

export const tableSchema = z.object({ name: z.string(), columns: z.array(z.string()).min(1) });

export const tableTotalSchema = z.object({
  name: z.string(),
  rows: z.int(),
  /** Of the table's data, in hexadecimal digits. */
  sha256: z.string(),
});

export const manifestSchema = z.object({ tables: z.array(tableTotalSchema) });

export type BackupHeader = z.infer<typeof headerSchema>;
export type BackupTable = z.infer<typeof tableSchema>;
export type BackupManifest = z.infer<typeof manifestSchema>;
export type TableTotal = z.infer<typeof tableTotalSchema>;

/** Counters and processes of the moment: meaningless elsewhere. */
export const skippedTables: readonly string[] = ['_prisma_migrations', 'rate_limit', 'process_heartbeat'];

export const excluded: readonly string[] = [
  'the master key and secrets.json of the data folder: keep a copy of them apart, stored secrets cannot be read without',
  'queue bells, request counters and process heartbeats: they are made anew',
];
