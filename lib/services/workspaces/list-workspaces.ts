import type { Workspace } from '#lib/contracts/api/identity.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { listMemberWorkspaces } from '#lib/db/workspaces.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { presentWorkspace } from '../identity/present.ts';

/** Workspaces that the person belongs to, oldest membership first; a key sees its own only. */
export async function listWorkspaces(
  deps: Pick<IdentityDeps, 'db'>,
  account: Account,
): Promise<{ items: Workspace[]; nextCursor: null }> {
  const rows = await listMemberWorkspaces(deps.db.prisma, {
    userId: account.userId,
    workspaceId: account.apiKey?.workspaceId,
  });
  return { items: rows.map(presentWorkspace), nextCursor: null };
}
