import type { MemoryEntry } from '#lib/contracts/api/memory.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { encodeJson } from '#lib/db/bytes.ts';
import { findMemoryEntry, holdMemory, holdMemoryKey, saveMemoryEntry } from '#lib/db/memory-entries.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { depthOf } from '#lib/shared/depth-of.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { say } from '#lib/shared/say.ts';
import { presentMemoryEntry } from './present-memory.ts';

const DAY_MS = 24 * 3_600_000;

interface Input {
  key: string;
  value: JsonValue;
  /** RFC 3339; null: never; left out: as it is. */
  expiresAt?: string | null | undefined;
}

/**
 * Sets the value under a key, as a run does, between the additions of runs.
 *
 * @throws {AppError} `invalid`: too large, too deep, too many keys, a time that is past or too far away.
 */
export async function putMemory(
  { db, clock }: Pick<WorkflowDeps, 'db' | 'clock'>,
  principal: Principal,
  { key, value, expiresAt }: Input,
): Promise<{ created: boolean; entry: MemoryEntry }> {
  requirePermission(principal, 'workflow:execute');
  requireWholeWorkspace(principal);
  const { workspaceId } = principal;
  const bytes = storable(value);
  const now = new Date(clock.now());
  const wanted = expiresAt === undefined ? undefined : expiryOf(expiresAt, now);
  return db.transaction(async (tx) => {
    await holdMemoryKey(tx, { workspaceId, key });
    const before = await findMemoryEntry(tx, { workspaceId, key, now });
    if (!before && (await holdMemory(tx, { workspaceId, now })) >= limits.memoryKeys) {
      throw new AppError('invalid', say('memory_full', { limit: limits.memoryKeys }));
    }
    const expiry = wanted === undefined ? (before?.expiresAt ?? null) : wanted;
    const row = await saveMemoryEntry(tx, { workspaceId, key, value: bytes, expiresAt: expiry, updatedAt: now });
    await writeAudit(tx, principal, {
      action: before ? 'memory.updated' : 'memory.created',
      targetType: 'memory',
      targetId: key,
      data: { size: row.size, expiresAt: expiry?.toISOString() ?? null },
    });
    return { created: before === null, entry: presentMemoryEntry(row) };
  });
}

function storable(value: JsonValue): Uint8Array<ArrayBuffer> {
  if (depthOf(value) > limits.valueDepth) throw wrong('/value', say('value_too_deep', { limit: limits.valueDepth }));
  const bytes = encodeJson(value);
  if (bytes.byteLength > limits.memoryValueBytes) throw wrong('/value', say('memory_too_large'));
  return bytes;
}

function expiryOf(expiresAt: string | null, now: Date): Date | null {
  if (expiresAt === null) return null;
  const moment = new Date(expiresAt);
  const left = moment.getTime() - now.getTime();
  if (left > 0 && left <= limits.memoryMaxMs) return moment;
  throw wrong('/expiresAt', say('memory_expiry', { days: limits.memoryMaxMs / DAY_MS }));
}

function wrong(path: string, said: ReturnType<typeof say>): AppError {
  return new AppError('invalid', said, { errors: [{ path, code: 'invalid_value', ...said }] });
}
