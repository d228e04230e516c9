import type { Member } from '#lib/contracts/api/members.ts';
import { requirePermission, requireWholeWorkspace, roleAllows } from '#lib/contracts/authorise.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Page } from '#lib/db/cursor.ts';
import { listMemberRows } from '#lib/db/members.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { presentMember } from './present-member.ts';

/** Who belongs to the workspace, in the order of joining. */
export async function listMembers(
  deps: Pick<IdentityDeps, 'db'>,
  principal: Principal,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<Member>> {
  requirePermission(principal, 'workflow:read');
  requireWholeWorkspace(principal);
  const page = await listMemberRows(deps.db.prisma, { ...query, workspaceId: principal.workspaceId });
  const manages = roleAllows(principal.role, 'member:manage');
  return { items: page.items.map((row) => presentMember(row, { manages })), nextCursor: page.nextCursor };
}
