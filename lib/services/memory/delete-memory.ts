import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { dropMemoryEntry } from '#lib/db/memory-entries.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';

/** Forgets a key. @throws {AppError} `not_found` */
export async function deleteMemory(
  { db, clock }: Pick<WorkflowDeps, 'db' | 'clock'>,
  principal: Principal,
  { key }: { key: string },
): Promise<void> {
  requirePermission(principal, 'workflow:execute');
  requireWholeWorkspace(principal);
  const { workspaceId } = principal;
  await db.transaction(async (tx) => {
    const dropped = await dropMemoryEntry(tx, { workspaceId, key, now: new Date(clock.now()) });
    if (!dropped) throw notFound('key');
    await writeAudit(tx, principal, {
      action: 'memory.deleted',
      targetType: 'memory',
      targetId: key,
      data: { size: dropped.size },
    });
  });
}
