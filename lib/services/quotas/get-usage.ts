import type { Usage } from '#lib/contracts/api/operator.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Config } from '#lib/config/config.ts';
import type { Db } from '#lib/db/client.ts';
import { findQuota, readUsage, type QuotaOverrides } from '#lib/db/quotas.ts';
import type { Logger } from '#lib/observability/logger.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { dayEnd, dayStart } from './day.ts';
import { effectiveQuotas } from './effective-quotas.ts';

export interface QuotaDeps {
  db: Db;
  config: Pick<Config, 'quotas'>;
  clock: Clock;
  logger: Logger;
}

/** What the workspace uses of its quotas. */
export async function getUsage(deps: QuotaDeps, principal: Principal): Promise<Usage> {
  requirePermission(principal, 'workflow:read');
  return (await usageWithQuota(deps, principal.workspaceId)).usage;
}

/** Use and shares of one workspace. */
export async function usageWithQuota(
  { db, config, clock }: QuotaDeps,
  workspaceId: string,
): Promise<{ usage: Usage; quota: QuotaOverrides }> {
  const now = clock.now();
  const [quota, used] = await Promise.all([
    findQuota(db.prisma, { workspaceId }),
    readUsage(db.pool, { workspaceId, dayStart: dayStart(now) }),
  ]);
  const limits = effectiveQuotas(config.quotas, quota);
  const usage: Usage = {
    executionsPerDay: { used: used.executionsToday, limit: limits.executionsPerDay },
    resetsAt: new Date(dayEnd(now)).toISOString(),
    storageBytes: { used: used.storageBytes, limit: limits.storageBytes },
    servers: { used: used.servers, limit: limits.servers },
    members: { used: used.members, limit: limits.members },
    concurrentRuns: { used: used.concurrentRuns, limit: limits.concurrentRuns },
  };
  return { usage, quota };
}
