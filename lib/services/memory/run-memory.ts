import { limits } from '#lib/contracts/limits.ts';
import { decodeJson, encodeJson } from '#lib/db/bytes.ts';
import type { Db } from '#lib/db/client.ts';
import {
  addMemory,
  findMemoryEffect,
  lockMemory,
  readMemory,
  recordMemoryEffect,
  removeMemory,
  replaceMemory,
} from '#lib/db/memory.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import type { RunMemory } from '#lib/runner/ports.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { say } from '#lib/shared/say.ts';

/** The memory of workspaces, as runs use it. */
export function createRunMemory({ db, clock }: { db: Pick<Db, 'pool' | 'rawTransaction'>; clock: Clock }): RunMemory {
  const now = (): Date => new Date(clock.now());
  const expiry = (ms: number | null): Date | null => (ms === null ? null : new Date(clock.now() + ms));
  return {
    get: async (place) => {
      const bytes = await readMemory(db.pool, place, now());
      return bytes ? { found: true, value: decodeJson(bytes) } : { found: false, value: null };
    },
    set: async ({ workspaceId, key, value, expiresInMs }) => {
      const bytes = encodeJson(value);
      if (bytes.byteLength > limits.memoryValueBytes)
        throw new NodeFailure('limit_exceeded', say('memory_too_large'), { path: '/value' });
      const entry = { workspaceId, key, value: bytes, expiresAt: expiry(expiresInMs) };
      await db.rawTransaction(async (client) => {
        if (await replaceMemory(client, entry)) return;
        if (!(await addMemory(client, entry, { limit: limits.memoryKeys, now: now() }))) throw full();
      });
    },
    delete: (place) => removeMemory(db.pool, place, now()),
    increment: ({ workspaceId, key, by, expiresInMs, effectKey }) =>
      db.rawTransaction(async (client) => {
        const held = await lockMemory(client, { workspaceId, key }, now());
        const before = await findMemoryEffect(client, { workspaceId, effectKey });
        if (before !== null) return before;
        const value = sum(held === null ? 0 : decodeJson(held), by);
        const entry = { workspaceId, key, value: encodeJson(value), expiresAt: expiry(expiresInMs) };
        const kept = held !== null && (await replaceMemory(client, entry, true));
        if (!kept && !(await addMemory(client, entry, { limit: limits.memoryKeys, now: now() }))) throw full();
        await recordMemoryEffect(client, { workspaceId, effectKey, value });
        return value;
      }),
  };
}

function sum(held: unknown, by: number): number {
  if (typeof held !== 'number') throw new NodeFailure('memory_no_number', say('memory_no_number'), { path: '/key' });
  const value = held + by;
  if (!Number.isFinite(value)) throw new NodeFailure('limit_exceeded', say('memory_no_number'), { path: '/by' });
  return value;
}

const full = (): NodeFailure =>
  new NodeFailure('quota_exceeded', say('memory_full', { limit: limits.memoryKeys }), { path: '/key' });
