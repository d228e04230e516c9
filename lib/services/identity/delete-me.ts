import type { Account } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/client.ts';
import { countMembers, countOwners, deleteMember, findOwnMembership, lockMembers } from '#lib/db/members.ts';
import { hasAnotherOperatorLocked } from '#lib/db/system/accounts.ts';
import { deleteUser, findUser, lockPassword } from '#lib/db/users.ts';
import { listMemberWorkspaces, type WorkspaceWithRole } from '#lib/db/workspaces.ts';
import { announceServer } from '#lib/services/deployments/announce-server.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { retireWorkspace, type StoppedServer } from '../workspaces/retire-workspace.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requirePerson } from './require-person.ts';

/**
 * Erases the person's account: sessions, keys, links, memberships and personal connections. Workspaces that nobody else
 * belongs to are deleted with it. What was recorded of past acts keeps the address as its label.
 * Throws `invalid` (wrong password), `conflict` (the last owner of a workspace with others, the last operator),
 * `rate_limited`, `forbidden` for API keys.
 */
export async function deleteMe(
  deps: IdentityDeps & Pick<WorkflowDeps, 'bus' | 'logger'>,
  account: Account,
  { password }: { password: string },
): Promise<void> {
  requirePerson(account);
  const { userId, email } = account;
  const address = account.address ?? 'unknown';
  await deps.throttle.beforeTry(email, address);
  const user = await findUser(deps.db.prisma, { userId });
  const right = await deps.passwords.verify(user?.passwordHash ?? null, password);
  if (!user || !right) throw wrongPassword();
  await deps.throttle.succeeded(email, address);
  const stopped = await deps.db.transaction(async (tx) => {
    if (user.isOperator && !(await hasAnotherOperatorLocked(tx, userId))) {
      throw new AppError('conflict', 'You are the only operator of this installation');
    }
    if (!(await lockPassword(tx, { userId, passwordHash: user.passwordHash }))) throw wrongPassword();
    await writeAccountAudit(tx, account, { action: 'user.deleted' });
    const workspaces = await listMemberWorkspaces(tx, { userId });
    const servers: StoppedServer[] = [];
    // One order for everybody: two people who leave the same workspaces never wait for each other.
    for (const workspace of workspaces.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      servers.push(...(await leave(tx, account, workspace, deps.clock.now())));
    }
    await deleteUser(tx, { userId });
    return servers;
  });
  await deps.credentialsChanged({ userId });
  for (const server of stopped) await announceServer(deps, server);
}

/** Leaves one workspace for good, or ends it with its last member. */
async function leave(tx: Tx, account: Account, workspace: WorkspaceWithRole, now: number): Promise<StoppedServer[]> {
  const { userId } = account;
  const workspaceId = workspace.id;
  if (!(await lockMembers(tx, { workspaceId }))) return [];
  const own = await findOwnMembership(tx, { workspaceId, userId });
  if (!own) return [];
  if ((await countMembers(tx, { workspaceId })) === 1) return retireWorkspace(tx, account, workspace, now);
  if (own.role === 'owner' && (await countOwners(tx, { workspaceId })) < 2) {
    throw new AppError('conflict', `You are the last owner of ${workspace.name}; make somebody else an owner first`);
  }
  await deleteMember(tx, { workspaceId, id: own.id, userId, now });
  return [];
}

function wrongPassword(): AppError {
  const message = 'The password is wrong';
  return new AppError('invalid', message, { errors: [{ path: '/password', code: 'wrong_password', message }] });
}
