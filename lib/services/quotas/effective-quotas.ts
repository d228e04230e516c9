import type { Quotas } from '#lib/config/allowances.ts';
import type { Db, Tx } from '#lib/db/client.ts';
import { findQuota, type QuotaOverrides } from '#lib/db/quotas.ts';

/** The operator's word over the installation's default. */
export function effectiveQuotas(defaults: Quotas, given: QuotaOverrides): Quotas {
  return {
    executionsPerDay: given.executionsPerDay ?? defaults.executionsPerDay,
    storageBytes: given.storageBytes ?? defaults.storageBytes,
    servers: given.servers ?? defaults.servers,
    members: given.members ?? defaults.members,
    concurrentRuns: given.concurrentRuns ?? defaults.concurrentRuns,
  };
}

export async function quotasOf(tx: Tx, defaults: Quotas, workspaceId: string): Promise<Quotas> {
  return effectiveQuotas(defaults, await findQuota(tx, { workspaceId }));
}

/** For the value store: how many bytes a workspace may keep. */
export function storageQuotaOf(db: Pick<Db, 'prisma'>, defaults: Quotas): (workspaceId: string) => Promise<number> {
  return async (workspaceId) => (await quotasOf(db.prisma, defaults, workspaceId)).storageBytes;
}
