import type { Account } from '#lib/contracts/principal.ts';
import type { Tx } from '#lib/db/client.ts';
import { lockMembers } from '#lib/db/members.ts';
import { listMemberWorkspaces, type WorkspaceWithRole } from '#lib/db/workspaces.ts';
import { AppError } from '#lib/shared/app-error.ts';

/** One of the person's workspaces with their role, locked until the transaction ends. Throws `not_found`. */
export async function lockOwnWorkspace(tx: Tx, account: Account, id: string): Promise<WorkspaceWithRole> {
  const exists = await lockMembers(tx, { workspaceId: id });
  const [own] = exists ? await listMemberWorkspaces(tx, { userId: account.userId, workspaceId: id }) : [];
  if (!own) throw new AppError('not_found', 'There is no such workspace');
  return own;
}
