import { say, type Said } from '#lib/shared/say.ts';
import type { Quotas } from '#lib/config/allowances.ts';
import type { Tx } from '#lib/db/client.ts';
import { countMembers, countServersBeside, lockQuota } from '#lib/db/quotas.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { quotasOf } from './effective-quotas.ts';

/** Within the transaction that makes a workflow's server live, or asks for it. Throws `quota_exceeded`. */
export async function requireRoomForServer(
  tx: Tx,
  defaults: Quotas,
  key: { workspaceId: string; workflowId: string },
): Promise<void> {
  await lockQuota(tx, key);
  const { servers: limit } = await quotasOf(tx, defaults, key.workspaceId);
  const used = await countServersBeside(tx, key);
  if (used >= limit) {
    throw exceeded('servers', used, limit, say('quota_servers', { limit }));
  }
}

/** Within the transaction that adds a member. Throws `quota_exceeded`. */
export async function requireRoomForMember(tx: Tx, defaults: Quotas, key: { workspaceId: string }): Promise<void> {
  await lockQuota(tx, key);
  const { members: limit } = await quotasOf(tx, defaults, key.workspaceId);
  const used = await countMembers(tx, key);
  if (used >= limit) throw exceeded('members', used, limit, say('quota_members', { limit }));
}

function exceeded(quota: keyof Quotas, used: number, limit: number, said: Said): AppError {
  return new AppError('quota_exceeded', said, { details: { quota, used, limit } });
}
