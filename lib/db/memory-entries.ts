import type { Tx } from './client.ts';
import { decodeCursor, encodeCursor, type Page } from './cursor.ts';

/** A key without its value. */
export interface MemoryFactsRow {
  key: string;
  /** Bytes of the value. */
  size: number;
  updatedAt: Date;
  expiresAt: Date | null;
}

export interface MemoryEntryRow extends MemoryFactsRow {
  value: Uint8Array;
}

interface Key {
  workspaceId: string;
  key: string;
}

/** Bytes of a value that a list shows. */
const HEAD_BYTES = 400;

/** Keys of one workspace that have not expired, each with the beginning of its value. */
export async function listMemoryRows(
  tx: Tx,
  query: { workspaceId: string; prefix: string; limit: number; cursor?: string | undefined; now: Date },
): Promise<Page<MemoryFactsRow & { head: Uint8Array }>> {
  const [after = ''] = query.cursor === undefined ? [] : decodeCursor(query.cursor, 1);
  const rows = await tx.$queryRaw<(MemoryFactsRow & { head: Uint8Array })[]>`
    SELECT key, length(value) AS size, updated_at AS "updatedAt", expires_at AS "expiresAt",
      substring(value FROM 1 FOR ${HEAD_BYTES}::int) AS head
    FROM memory_entry
    WHERE workspace_id = ${query.workspaceId}::uuid AND (expires_at IS NULL OR expires_at > ${query.now})
      AND starts_with(key, ${query.prefix}) AND key > ${after}
    ORDER BY key LIMIT ${query.limit + 1}::int`;
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > query.limit && last ? encodeCursor([last.key]) : null };
}

/** A key that has not expired. */
export async function findMemoryEntry(
  tx: Tx,
  { workspaceId, key, now }: Key & { now: Date },
): Promise<MemoryEntryRow | null> {
  const row = await tx.memoryEntry.findFirst({
    where: { workspaceId, key, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    select: { key: true, value: true, expiresAt: true, updatedAt: true },
  });
  return row && { ...row, size: row.value.length };
}

/** Waits until no run changes the key, as `lockMemory` does. */
export async function holdMemoryKey(tx: Tx, { workspaceId, key }: Key): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`memory:${workspaceId}:${key}`}, 0))`;
}

/** Waits until nobody adds a key to the workspace, forgets what has expired, and returns how many keys there are. */
export async function holdMemory(tx: Tx, { workspaceId, now }: { workspaceId: string; now: Date }): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`memory:${workspaceId}`}, 0))`;
  await tx.memoryEntry.deleteMany({ where: { workspaceId, expiresAt: { lte: now } } });
  return tx.memoryEntry.count({ where: { workspaceId } });
}

export async function saveMemoryEntry(
  tx: Tx,
  { workspaceId, key, ...data }: Key & { value: Uint8Array<ArrayBuffer>; expiresAt: Date | null; updatedAt: Date },
): Promise<MemoryEntryRow> {
  const where = { workspaceId_key: { workspaceId, key } };
  const row = await tx.memoryEntry.upsert({ where, update: data, create: { workspaceId, key, ...data } });
  return { ...row, size: row.value.length };
}

/** Bytes of the value that was there; null if there was none, or it had expired. */
export async function dropMemoryEntry(
  tx: Tx,
  { workspaceId, key, now }: Key & { now: Date },
): Promise<{ size: number } | null> {
  const rows = await tx.$queryRaw<{ size: number; live: boolean }[]>`
    DELETE FROM memory_entry WHERE workspace_id = ${workspaceId}::uuid AND key = ${key}
    RETURNING length(value) AS size, (expires_at IS NULL OR expires_at > ${now}) AS live`;
  return rows[0]?.live ? { size: rows[0].size } : null;
}
