import { limits } from '#lib/contracts/limits.ts';
import { countApiKeys } from '#lib/db/api-keys.ts';
import { countCollections } from '#lib/db/collections.ts';
import type { Tx } from '#lib/db/client.ts';
import { countConnections } from '#lib/db/connections.ts';
import { lockQuota } from '#lib/db/quotas.ts';
import { AppError } from '#lib/shared/app-error.ts';

const counted = {
  connections: { count: countConnections, message: `A workspace has at most ${limits.connections} connections` },
  apiKeys: { count: countApiKeys, message: `A workspace has at most ${limits.apiKeys} keys; revoke some first` },
  collections: {
    count: countCollections,
    message: `A workspace has at most ${limits.collections} collections; delete some first`,
  },
} as const;

/** Within the transaction that adds one more: the same for every workspace, so that none fills the tables. Throws `quota_exceeded`. */
export async function requireCapacity(
  tx: Tx,
  what: keyof typeof counted,
  { workspaceId }: { workspaceId: string },
): Promise<void> {
  await lockQuota(tx, { workspaceId });
  const { count, message } = counted[what];
  const used = await count(tx, { workspaceId });
  const limit = limits[what];
  if (used >= limit) throw new AppError('quota_exceeded', message, { details: { quota: what, used, limit } });
}
