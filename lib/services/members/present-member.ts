import type { Invitation, Member } from '#lib/contracts/api/members.ts';
import type { InvitationRow } from '#lib/db/invitations.ts';
import type { MemberRow } from '#lib/db/members.ts';

export function presentMember(row: MemberRow): Member {
  return { id: row.id, user: row.user, role: row.role, createdAt: row.createdAt.toISOString() };
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
