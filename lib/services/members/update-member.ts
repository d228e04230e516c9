import type { Member } from '#lib/contracts/api/members.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal, Role } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { setMemberRole } from '#lib/db/members.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { lockForActor, requireAnotherOwner, requireMember, requireNotAbove } from './change-members.ts';
import { presentMember } from './present-member.ts';

/**
 * Gives a member another role; it counts everywhere within a second.
 * Throws `not_found`, `forbidden` (above the actor), `conflict` (the last owner).
 */
export async function updateMember(
  deps: IdentityDeps,
  principal: Principal,
  { id, role }: { id: string; role: Role },
): Promise<Member> {
  requirePermission(principal, 'member:manage');
  requireWholeWorkspace(principal);
  const { workspaceId } = principal;
  const member = await deps.db.transaction(async (tx) => {
    const actor = await lockForActor(tx, principal);
    const before = await requireMember(tx, principal, id);
    requirePermission(actor, 'member:manage');
    requireNotAbove(actor.role, before.role);
    requireNotAbove(actor.role, role);
    if (role === before.role) return before;
    await requireAnotherOwner(tx, workspaceId, before.role);
    await setMemberRole(tx, { workspaceId, id, role });
    await writeAudit(tx, principal, {
      action: 'member.role-changed',
      targetType: 'user',
      targetId: before.user.id,
      data: { email: before.user.email, from: before.role, to: role },
    });
    return { ...before, role };
  });
  await deps.credentialsChanged({ workspaceId, userId: member.user.id });
  return presentMember(member, { manages: true });
}
