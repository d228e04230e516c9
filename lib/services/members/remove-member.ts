import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { deleteMember } from '#lib/db/members.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { lockForActor, requireAnotherOwner, requireMember, requireNotAbove } from './change-members.ts';

/**
 * Removes a member (`member:manage`), or lets a person leave. Their keys of this workspace are revoked; keys, tokens and
 * open streams are refused here within a second.
 * Throws `not_found`, `forbidden` (others without the permission, or above the actor), `conflict` (the last owner).
 */
export async function removeMember(deps: IdentityDeps, principal: Principal, { id }: { id: string }): Promise<void> {
  requirePermission(principal, 'workflow:read');
  requireWholeWorkspace(principal);
  const { workspaceId } = principal;
  const userId = await deps.db.transaction(async (tx) => {
    const actor = await lockForActor(tx, principal);
    const member = await requireMember(tx, principal, id);
    const leaves = principal.kind === 'user' && member.user.id === principal.userId;
    if (!leaves) {
      requirePermission(actor, 'member:manage');
      requireNotAbove(actor.role, member.role);
    }
    await requireAnotherOwner(tx, workspaceId, member.role);
    await deleteMember(tx, { workspaceId, id, userId: member.user.id, now: deps.clock.now() });
    await writeAudit(tx, principal, {
      action: leaves ? 'member.left' : 'member.removed',
      targetType: 'user',
      targetId: member.user.id,
      data: { email: member.user.email, role: member.role },
    });
    return member.user.id;
  });
  await deps.credentialsChanged({ workspaceId, userId });
}
