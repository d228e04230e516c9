import type { Quota } from '#lib/contracts/api/operator.ts';
import { requireOperator } from '#lib/contracts/authorise.ts';
import type { Operator } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { findQuota, lockQuota, saveQuota } from '#lib/db/quotas.ts';
import { executionFenceOf } from '#lib/services/quotas/execution-fence.ts';
import type { QuotaDeps } from '#lib/services/quotas/get-usage.ts';
import { AppError } from '#lib/shared/app-error.ts';

/**
 * Gives a workspace other shares; null brings the default back. Running processes hold it to them within 10 s.
 * Throws `not_found`.
 */
export async function updateQuota(
  deps: QuotaDeps,
  operator: Operator,
  { id: workspaceId, ...given }: { id: string } & { [K in keyof Quota]?: Quota[K] | undefined },
): Promise<Quota> {
  requireOperator(operator);
  const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const quota = await deps.db.transaction(async (tx) => {
    await lockQuota(tx, { workspaceId });
    if (!(await saveQuota(tx, { workspaceId, ...change }))) {
      throw new AppError('not_found', 'There is no such workspace');
    }
    const actor = { ...operator, workspaceId };
    await writeAudit(tx, actor, {
      action: 'quota.changed',
      targetType: 'workspace',
      targetId: workspaceId,
      data: change,
    });
    return findQuota(tx, { workspaceId });
  });
  executionFenceOf(deps).forget(workspaceId);
  return quota;
}
