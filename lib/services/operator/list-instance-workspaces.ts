import type { InstanceWorkspace } from '#lib/contracts/api/operator.ts';
import { requireOperator } from '#lib/contracts/authorise.ts';
import type { Operator } from '#lib/contracts/principal.ts';
import { instanceWorkspaces } from '#lib/db/system/instance.ts';
import { usageWithQuota, type QuotaDeps } from '#lib/services/quotas/get-usage.ts';

/** All workspaces with what they use of their quotas, newest first. */
export async function listInstanceWorkspaces(
  deps: QuotaDeps,
  operator: Operator,
  query: { limit: number; cursor?: string | undefined },
): Promise<{ items: InstanceWorkspace[]; nextCursor: string | null }> {
  requireOperator(operator);
  const page = await instanceWorkspaces(deps.db.pool, query);
  const items = await Promise.all(
    page.items.map(async (row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      ...(await usageWithQuota(deps, row.id)),
    })),
  );
  return { items, nextCursor: page.nextCursor };
}
