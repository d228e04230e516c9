import { say } from '#lib/shared/say.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/client.ts';
import { countMembers, countOwners, deleteMember, findOwnMembership, lockMembers } from '#lib/db/members.ts';
import { beginPersonErasure } from '#lib/db/erasures.ts';
import { hasAnotherOperatorLocked } from '#lib/db/system/accounts.ts';
import { deleteUser, findUser, lockPassword } from '#lib/db/users.ts';
import { listMemberWorkspaces, type WorkspaceWithRole } from '#lib/db/workspaces.ts';
import { ringErasure } from '#lib/services/erasure/announce-erasure.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { announceRetired, retireWorkspace, type RetiredWorkspace } from '../workspaces/retire-workspace.ts';
import { gavePresentPassword } from './check-own-password.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requirePerson } from './require-person.ts';

/**
 * Erases the person's account: sessions, keys, links, memberships and personal connections. Workspaces that nobody else
 * belongs to are deleted with it. What was recorded of past acts stays, and a worker takes the person out of it.
 * Throws `invalid` (wrong password), `conflict` (the last owner of a workspace with others, the last operator),
 * `rate_limited`, `forbidden` for API keys.
 */
export async function deleteMe(
  deps: IdentityDeps & Pick<WorkflowDeps, 'bus' | 'queue' | 'logger'>,
  account: Account,
  { password }: { password?: string | undefined },
): Promise<void> {
  requirePerson(account);
  const { userId, email } = account;
  const address = account.address ?? 'unknown';
  await deps.throttle.beforeTry(email, address);
  const user = await findUser(deps.db.prisma, { userId });
  const right = await gavePresentPassword(deps, user, password);
  if (!user || !right) throw wrongPassword();
  await deps.throttle.succeeded(email, address);
  const { retired, erasureId } = await deps.db.transaction(async (tx) => {
    if (user.isOperator && !(await hasAnotherOperatorLocked(tx, userId))) {
      throw new AppError('conflict', say('only_operator'));
    }
    if (!(await lockPassword(tx, { userId, passwordHash: user.passwordHash }))) throw wrongPassword();
    await writeAccountAudit(tx, account, { action: 'user.deleted' });
    const workspaces = await listMemberWorkspaces(tx, { userId });
    const gone: RetiredWorkspace[] = [];
    // One order for everybody: two people who leave the same workspaces never wait for each other.
    for (const workspace of workspaces.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      gone.push(...(await leave(tx, account, workspace, deps.clock.now())));
    }
    await deleteUser(tx, { userId });
    return { retired: gone, erasureId: await beginPersonErasure(tx, { userId, email, now: deps.clock.now() }) };
  });
  await deps.credentialsChanged({ userId });
  for (const workspace of retired) await announceRetired(deps, workspace);
  await ringErasure(deps, erasureId);
}

/** Leaves one workspace for good, or ends it with its last member. */
async function leave(tx: Tx, account: Account, workspace: WorkspaceWithRole, now: number): Promise<RetiredWorkspace[]> {
  const { userId } = account;
  const workspaceId = workspace.id;
  if (!(await lockMembers(tx, { workspaceId }))) return [];
  const own = await findOwnMembership(tx, { workspaceId, userId });
  if (!own) return [];
  if ((await countMembers(tx, { workspaceId })) === 1) {
    return [await retireWorkspace(tx, account, workspace, now)];
  }
  if (own.role === 'owner' && (await countOwners(tx, { workspaceId })) < 2) {
    throw new AppError('conflict', say('last_owner_of', { workspace: workspace.name }));
  }
  await deleteMember(tx, { workspaceId, id: own.id, userId, now });
  return [];
}

function wrongPassword(): AppError {
  const said = say('wrong_password');
  return new AppError('invalid', said, { errors: [{ path: '/password', code: 'wrong_password', ...said }] });
}
