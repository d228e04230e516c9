import type { Workspace } from '#lib/contracts/api/identity.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { listMemberWorkspaces } from '#lib/db/workspaces.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { presentWorkspace } from '../identity/present.ts';

/** One of the person's workspaces. Throws `not_found` for unknown and foreign ones alike. */
export async function getWorkspace(
  deps: Pick<IdentityDeps, 'db'>,
  account: Account,
  query: { id: string },
): Promise<Workspace> {
  const reachable = account.apiKey === undefined || account.apiKey.workspaceId === query.id;
  const [row] = reachable
    ? await listMemberWorkspaces(deps.db.prisma, { userId: account.userId, workspaceId: query.id })
    : [];
  if (!row) throw new AppError('not_found', 'There is no such workspace');
  return presentWorkspace(row);
}
