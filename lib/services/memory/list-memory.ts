import type { MemoryItem } from '#lib/contracts/api/memory.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Page } from '#lib/db/cursor.ts';
import { listMemoryRows } from '#lib/db/memory-entries.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { presentMemoryFacts } from './present-memory.ts';

/** Keys of the workspace's memory, those that begin with `prefix`, each with the beginning of its value. */
export async function listMemory(
  { db, clock }: Pick<WorkflowDeps, 'db' | 'clock'>,
  principal: Principal,
  { prefix = '', ...query }: { limit: number; cursor?: string | undefined; prefix?: string | undefined },
): Promise<Page<MemoryItem>> {
  requirePermission(principal, 'execution:read');
  requireWholeWorkspace(principal);
  const { workspaceId } = principal;
  const page = await listMemoryRows(db.prisma, { ...query, prefix, workspaceId, now: new Date(clock.now()) });
  const items = page.items.map(({ head, ...row }) => ({ ...presentMemoryFacts(row), preview: beginningOf(head) }));
  return { items, nextCursor: page.nextCursor };
}

/** A letter that the cut went through is left out. */
function beginningOf(head: Uint8Array): string {
  return new TextDecoder().decode(head, { stream: true });
}
