import type { Invitation, Member } from '#lib/contracts/api/members.ts';
import type { InvitationRow } from '#lib/db/invitations.ts';
import type { MemberRow } from '#lib/db/members.ts';

/** `manages`: whether the reader manages members, and so sees who has two-factor sign-in. */
export function presentMember(row: MemberRow, { manages }: { manages: boolean }): Member {
  const { id, user, role, twoFactor } = row;
  return { id, user, role, ...(manages ? { twoFactor } : {}), createdAt: row.createdAt.toISOString() };
}

export function presentInvitation(row: InvitationRow): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    invitedBy: row.invitedBy,
  };
}
