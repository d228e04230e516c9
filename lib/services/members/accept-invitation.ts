import { say } from '#lib/shared/say.ts';
import type { Workspace } from '#lib/contracts/api/identity.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { spendInvitation } from '#lib/db/invitations.ts';
import { findRole, insertMember, lockMembers } from '#lib/db/members.ts';
import { findUser } from '#lib/db/users.ts';
import { listMemberWorkspaces } from '#lib/db/workspaces.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { deadLink } from '../identity/link-token.ts';
import { presentWorkspace } from '../identity/present.ts';
import { requirePerson } from '../identity/require-person.ts';
import { requireRoomForMember } from '../quotas/require-room.ts';
import { tryInvitation } from './try-invitation.ts';

/**
 * Joins the workspace of an invitation, with the role that it names. Only for the person whose proven address it is for.
 * Throws `invalid` (a dead link), `forbidden` (another or an unproven address, API keys), `conflict` (a member already),
 * `quota_exceeded`.
 */
export async function acceptInvitation(
  deps: IdentityDeps,
  account: Account,
  { token }: { token: string },
): Promise<Workspace> {
  requirePerson(account);
  const { userId } = account;
  const invitation = await tryInvitation(deps, account, token);
  const { workspaceId, role } = invitation;
  const joined = await deps.db.transaction(async (tx) => {
    if (!(await lockMembers(tx, { workspaceId }))) throw deadLink();
    const user = await findUser(tx, { userId });
    if (user?.email !== invitation.email) {
      throw new AppError('forbidden', say('invitation_for_another'));
    }
    if (!user.emailVerified) throw new AppError('forbidden', say('verify_email_first'));
    if (await findRole(tx, { workspaceId, userId })) {
      throw new AppError('conflict', say('own_member_already'));
    }
    if (!(await spendInvitation(tx, { workspaceId, id: invitation.id, now: deps.clock.now() }))) throw deadLink();
    await requireRoomForMember(tx, deps.config.quotas, { workspaceId });
    await insertMember(tx, { workspaceId, userId, role });
    await writeAudit(
      tx,
      { ...account, workspaceId },
      { action: 'invitation.accepted', targetType: 'invitation', targetId: invitation.id, data: { role } },
    );
    const [workspace] = await listMemberWorkspaces(tx, { userId, workspaceId });
    return workspace;
  });
  if (!joined) throw deadLink();
  await deps.credentialsChanged({ workspaceId, userId });
  return presentWorkspace(joined);
}
