import type { MemoryEntry } from '#lib/contracts/api/memory.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { findMemoryEntry } from '#lib/db/memory-entries.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { presentMemoryEntry } from './present-memory.ts';

/** The value under a key. @throws {AppError} `not_found`, also once it has expired. */
export async function getMemory(
  { db, clock }: Pick<WorkflowDeps, 'db' | 'clock'>,
  principal: Principal,
  { key }: { key: string },
): Promise<MemoryEntry> {
  requirePermission(principal, 'execution:read');
  requireWholeWorkspace(principal);
  const { workspaceId } = principal;
  const row = await findMemoryEntry(db.prisma, { workspaceId, key, now: new Date(clock.now()) });
  if (!row) throw notFound('key');
  return presentMemoryEntry(row);
}
