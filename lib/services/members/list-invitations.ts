import type { Invitation } from '#lib/contracts/api/members.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Page } from '#lib/db/cursor.ts';
import { listOpenInvitations } from '#lib/db/invitations.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { presentInvitation } from './present-member.ts';

/** Invitations that can still be accepted, newest first. */
export async function listInvitations(
  deps: Pick<IdentityDeps, 'db' | 'clock'>,
  principal: Principal,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<Invitation>> {
  requirePermission(principal, 'member:manage');
  requireWholeWorkspace(principal);
  const now = deps.clock.now();
  const page = await listOpenInvitations(deps.db.prisma, { ...query, workspaceId: principal.workspaceId, now });
  return { items: page.items.map(presentInvitation), nextCursor: page.nextCursor };
}
