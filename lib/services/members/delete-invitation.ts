import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { revokeInvitation } from '#lib/db/invitations.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';

/** Takes an open invitation back; its link is dead at once. Throws `not_found`. */
export async function deleteInvitation(
  deps: IdentityDeps,
  principal: Principal,
  { id }: { id: string },
): Promise<void> {
  requirePermission(principal, 'member:manage');
  requireWholeWorkspace(principal);
  const { workspaceId } = principal;
  await deps.db.transaction(async (tx) => {
    const row = await revokeInvitation(tx, { workspaceId, id, now: deps.clock.now() });
    if (!row) throw new AppError('not_found', 'There is no such invitation');
    await writeAudit(tx, principal, {
      action: 'invitation.revoked',
      targetType: 'invitation',
      targetId: id,
      data: { email: row.email, role: row.role },
    });
  });
}
