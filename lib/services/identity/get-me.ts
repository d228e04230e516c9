import type { User, Workspace } from '#lib/contracts/api/identity.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { findUser } from '#lib/db/users.ts';
import { listMemberWorkspaces } from '#lib/db/workspaces.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { presentUser, presentWorkspace } from './present.ts';

/** The signed-in person and their workspaces; a key sees its own workspace only. */
export async function getMe(
  deps: Pick<IdentityDeps, 'db'>,
  account: Account,
): Promise<User & { workspaces: Workspace[] }> {
  const { userId } = account;
  const user = await findUser(deps.db.prisma, { userId });
  if (!user) throw new AppError('not_found', 'There is no such account');
  const workspaces = await listMemberWorkspaces(deps.db.prisma, { userId, workspaceId: account.apiKey?.workspaceId });
  return { ...presentUser(user), workspaces: workspaces.map(presentWorkspace) };
}
