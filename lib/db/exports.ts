import type { Pool } from 'pg';
import { newId } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';

/** Archives of workspaces: who asked, how far they are, and their bytes in pieces. */
export interface ExportRow {
  id: string;
  workspaceId: string;
  requestedById: string;
  status: 'queued' | 'running' | 'done' | 'failed';
  done: number;
  total: number | null;
  /** `bigint`: a text. */
  size: string | null;
  sha256: Buffer | null;
  createdAt: Date;
  finishedAt: Date | null;
  expiresAt: Date | null;
}

const COLUMNS = `id, workspace_id AS "workspaceId", requested_by_id AS "requestedById", status, done, total, size, sha256,
  created_at AS "createdAt", finished_at AS "finishedAt", expires_at AS "expiresAt"`;

interface Key {
  workspaceId: string;
  id: string;
}
/** One worker's hold on an archive: it is lost to the next worker that takes it. */
export interface Hold extends Key {
  attempt: number;
}

/** Under the lock of the workspace: false if one is being written, else makes one in the place of all others. */
export async function insertExport(
  tx: Tx,
  query: { workspaceId: string; requestedById: string; now: number },
): Promise<string | null> {
  const { workspaceId, requestedById } = query;
  const busy = await tx.workspaceExport.count({ where: { workspaceId, status: { in: ['queued', 'running'] } } });
  if (busy > 0) return null;
  await tx.workspaceExport.deleteMany({ where: { workspaceId } });
  const [id, at] = [newId(), new Date(query.now)];
  await tx.workspaceExport.create({
    data: { id, workspaceId, requestedById, status: 'queued', createdAt: at, touchedAt: at },
  });
  return id;
}

export async function listExportRows(pool: Pool, { workspaceId }: { workspaceId: string }): Promise<ExportRow[]> {
  const { rows } = await pool.query<ExportRow>(
    `SELECT ${COLUMNS} FROM workspace_export WHERE workspace_id = $1 ORDER BY id DESC`,
    [workspaceId],
  );
  return rows;
}

export async function deleteExportRow(tx: Tx, { workspaceId, id }: Key): Promise<boolean> {
  const { count } = await tx.workspaceExport.deleteMany({ where: { id, workspaceId } });
  return count === 1;
}

/** Takes an archive that is to be written, from the beginning; null if there is nothing to do. `now` in ms. */
export async function claimExport(pool: Pool, { workspaceId, id }: Key, now: number): Promise<Hold | null> {
  const { rows } = await pool.query<{ attempt: number }>(
    `UPDATE workspace_export SET status = 'running', attempt = attempt + 1, done = 0, total = NULL, touched_at = $3
     WHERE workspace_id = $1 AND id = $2 AND status IN ('queued', 'running') RETURNING attempt`,
    [workspaceId, id, new Date(now)],
  );
  const [row] = rows;
  if (!row) return null;
  await pool.query('DELETE FROM export_chunk WHERE export_id = $1 AND attempt < $2', [id, row.attempt]);
  return { workspaceId, id, attempt: row.attempt };
}

const HELD = `workspace_id = $1 AND id = $2 AND attempt = $3 AND status = 'running'`;
const held = ({ workspaceId, id, attempt }: Hold): unknown[] => [workspaceId, id, attempt];

/** Notes progress, while the archive is this worker's. */
export async function touchExport(
  pool: Pool,
  hold: Hold,
  progress: { done: number; total: number; now: number },
): Promise<void> {
  await pool.query(`UPDATE workspace_export SET done = $4, total = $5, touched_at = $6 WHERE ${HELD}`, [
    ...held(hold),
    progress.done,
    progress.total,
    new Date(progress.now),
  ]);
}

/** One piece of the archive. False if it is no longer this worker's. */
export async function insertExportChunk(pool: Pool, hold: Hold, seq: number, bytes: Uint8Array): Promise<boolean> {
  const { rowCount } = await pool.query(
    `INSERT INTO export_chunk (export_id, attempt, seq, bytes)
     SELECT id, attempt, $4, $5 FROM workspace_export WHERE ${HELD} FOR KEY SHARE`,
    [...held(hold), seq, bytes],
  );
  return rowCount === 1;
}

/** `size` in bytes; null: it could not be written. Times in ms. */
export async function finishExport(
  tx: Tx,
  { workspaceId, id, attempt }: Hold,
  end: {
    now: number;
    expiresAt: number;
    whole: { size: number; sha256: Uint8Array<ArrayBuffer>; done: number } | null;
  },
): Promise<boolean> {
  const { count } = await tx.workspaceExport.updateMany({
    where: { workspaceId, id, attempt, status: 'running' },
    data: {
      status: end.whole ? 'done' : 'failed',
      ...(end.whole && { ...end.whole, total: end.whole.done }),
      finishedAt: new Date(end.now),
      expiresAt: new Date(end.expiresAt),
    },
  });
  return count === 1;
}

/** An archive that can be fetched. `now` in ms. */
export async function findWholeExport(pool: Pool, { workspaceId, id }: Key, now: number): Promise<ExportRow | null> {
  const { rows } = await pool.query<ExportRow>(
    `SELECT ${COLUMNS} FROM workspace_export
     WHERE workspace_id = $1 AND id = $2 AND status = 'done' AND expires_at > $3`,
    [workspaceId, id, new Date(now)],
  );
  return rows[0] ?? null;
}

export async function readExportChunk(pool: Pool, { workspaceId, id }: Key, seq: number): Promise<Buffer | null> {
  const { rows } = await pool.query<{ bytes: Buffer }>(
    `SELECT c.bytes FROM export_chunk c JOIN workspace_export e ON e.id = c.export_id AND e.attempt = c.attempt
     WHERE e.workspace_id = $1 AND e.id = $2 AND c.seq = $3`,
    [workspaceId, id, seq],
  );
  return rows[0]?.bytes ?? null;
}
