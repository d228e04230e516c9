import { say } from '#lib/shared/say.ts';
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { limits } from '#lib/contracts/limits.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import { piecesOf } from './pieces.ts';
import type { ByteRange, FileKey, FileQuery, FileRow, NewFile, ValueStore } from './value-store.ts';

/** Bytes of a row of `file_chunk`, the last one of a file apart. */
const CHUNK_BYTES = 1024 * 1024;

interface ValueStoreOptions {
  pool: Pool;
  /** Bytes that a workspace may store. */
  quotaOf?: (workspaceId: string) => number | Promise<number>;
}

/** The value store in the product's own Postgres. */
export function createValueStore({ pool, quotaOf = () => limits.storageBytes }: ValueStoreOptions): ValueStore {
  return {
    put: async (file, source) => {
      const reserved = await reserve(pool, file, await quotaOf(file.workspaceId));
      const key = { workspaceId: file.workspaceId, id: reserved.id };
      try {
        const written = await writeChunks(pool, reserved, source);
        return await publish(pool, key, written);
      } catch (error) {
        await remove(pool, key);
        throw error;
      }
    },
    find: async ({ workspaceId, id }) => {
      const { rows } = await pool.query<FileRow>(
        `SELECT ${COLUMNS} FROM file WHERE id = $2 AND workspace_id = $1 AND ready_at IS NOT NULL`,
        [workspaceId, id],
      );
      return rows[0] ?? null;
    },
    list: (query) => list(pool, query),
    read: (key, range) => readChunks(pool, key, range),
    remove: (key) => remove(pool, key),
  };
}

const COLUMNS = `id, workspace_id AS "workspaceId", execution_id AS "executionId", workflow_id AS "workflowId",
  created_by_id AS "createdById", name, mime_type AS "mimeType", size, encode(sha256, 'hex') AS sha256,
  created_at AS "createdAt"`;

interface Reserved {
  id: string;
  /** Bytes. */
  size: number;
}

/** Sets storage aside, one at a time for each workspace: half-written files count for what they may become. */
async function reserve(pool: Pool, file: NewFile, quota: number): Promise<Reserved> {
  const wanted = file.atMostBytes;
  if (wanted !== null && wanted > limits.fileBytes) throw tooLarge();
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const owner = await client.query('SELECT 1 FROM workspace WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE', [
      file.workspaceId,
    ]);
    if (owner.rowCount === 0) throw new AppError('not_found', 'There is no such workspace');
    const { rows } = await client.query<{ used: string }>(
      `SELECT (SELECT coalesce(sum(size), 0) FROM file WHERE workspace_id = $1)
         + (SELECT coalesce(sum(size), 0) FROM stored_value WHERE workspace_id = $1) AS used`,
      [file.workspaceId],
    );
    const room = quota - Number(rows[0]!.used);
    if (room <= 0 || (wanted !== null && wanted > room)) throw quotaExceeded(quota);
    const reserved = { id: newId(), size: wanted ?? Math.min(room, limits.fileBytes) };
    await client.query(
      `INSERT INTO file (id, workspace_id, execution_id, workflow_id, created_by_id, name, mime_type, size)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        reserved.id,
        file.workspaceId,
        file.executionId,
        file.workflowId,
        file.createdById,
        file.name,
        file.mimeType,
        reserved.size,
      ],
    );
    await client.query('COMMIT');
    return reserved;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

interface Written {
  size: number;
  sha256: Buffer;
}

async function writeChunks(pool: Pool, reserved: Reserved, source: AsyncIterable<Uint8Array>): Promise<Written> {
  const hash = createHash('sha256');
  let size = 0;
  let seq = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const bytes of source) {
      size += bytes.byteLength;
      if (size > limits.fileBytes) throw tooLarge();
      if (size > reserved.size) throw new AppError('quota_exceeded', say('file_no_room'));
      hash.update(bytes);
      yield bytes;
    }
  };
  for await (const chunk of piecesOf(counted(), CHUNK_BYTES)) {
    await pool.query('INSERT INTO file_chunk (file_id, seq, bytes) VALUES ($1, $2, $3)', [reserved.id, seq, chunk]);
    seq += 1;
  }
  return { size, sha256: hash.digest() };
}

/** From here on the file is there, and counts for what it is. */
async function publish(pool: Pool, { workspaceId, id }: FileKey, { size, sha256 }: Written): Promise<FileRow> {
  const { rows } = await pool.query<FileRow>(
    `UPDATE file SET size = $3, sha256 = $4, ready_at = now() WHERE id = $2 AND workspace_id = $1 RETURNING ${COLUMNS}`,
    [workspaceId, id, size, sha256],
  );
  if (!rows[0]) throw new AppError('not_found', 'The workspace was deleted');
  return rows[0];
}

async function list(pool: Pool, query: FileQuery): Promise<FileRow[]> {
  const { rows } = await pool.query<FileRow>(
    `SELECT ${COLUMNS} FROM file
     WHERE workspace_id = $1 AND ready_at IS NOT NULL
       AND ($2::uuid IS NULL OR id < $2) AND ($3::uuid IS NULL OR execution_id = $3)
       AND ($4::uuid[] IS NULL OR workflow_id = ANY($4) OR created_by_id = $5)
     ORDER BY id DESC LIMIT $6`,
    [
      query.workspaceId,
      query.before ?? null,
      query.executionId ?? null,
      query.only?.workflowIds ?? null,
      query.only?.createdById ?? null,
      query.limit,
    ],
  );
  return rows;
}

async function* readChunks(
  pool: Pool,
  { workspaceId, id }: FileKey,
  { start, end }: ByteRange,
): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end;) {
    const seq = Math.floor(at / CHUNK_BYTES);
    const { rows } = await pool.query<{ bytes: Buffer }>(
      `SELECT c.bytes FROM file_chunk c JOIN file f ON f.id = c.file_id
       WHERE f.id = $2 AND f.workspace_id = $1 AND f.ready_at IS NOT NULL AND c.seq = $3`,
      [workspaceId, id, seq],
    );
    const chunkStart = seq * CHUNK_BYTES;
    const bytes = rows[0]?.bytes.subarray(at - chunkStart, end - chunkStart);
    if (!bytes || bytes.length === 0) throw new AppError('not_found', 'There is no such file');
    yield bytes;
    at += bytes.length;
  }
}

async function remove(pool: Pool, { workspaceId, id }: FileKey): Promise<boolean> {
  const { rowCount } = await pool.query('DELETE FROM file WHERE id = $2 AND workspace_id = $1', [workspaceId, id]);
  return rowCount === 1;
}

function tooLarge(): AppError {
  const maxBytes = limits.fileBytes;
  return new AppError('too_large', say('file_too_large', { mebibytes: maxBytes / 1024 / 1024 }), {
    details: { maxBytes },
  });
}

function quotaExceeded(quota: number): AppError {
  const said = say('files_no_room', { mebibytes: Math.floor(quota / 1024 / 1024) });
  return new AppError('quota_exceeded', said, { details: { maxBytes: quota } });
}
