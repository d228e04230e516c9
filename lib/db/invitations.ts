import { roleSchema, type Role } from '#lib/contracts/principal.ts';
import type { Tx } from './client.ts';
import { decodeIdCursor, pageById, type Page } from './cursor.ts';

export interface InvitationRow {
  id: string;
  email: string;
  role: Role;
  createdAt: Date;
  expiresAt: Date;
  invitedBy: { id: string; name: string };
}

const withInviter = { invitedBy: { select: { id: true, name: true } } } as const;
type Found = Omit<InvitationRow, 'role'> & { role: string };
const invitation = ({ id, email, role, createdAt, expiresAt, invitedBy }: Found): InvitationRow => ({
  id,
  email,
  role: roleSchema.parse(role),
  createdAt,
  expiresAt,
  invitedBy,
});

const open = (workspaceId: string, now: number) => ({
  workspaceId,
  acceptedAt: null,
  revokedAt: null,
  expiresAt: { gt: new Date(now) },
});

/** Invitations that can still be accepted, newest first. `now` in ms. */
export async function listOpenInvitations(
  tx: Tx,
  query: { workspaceId: string; now: number; limit: number; cursor?: string | undefined },
): Promise<Page<InvitationRow>> {
  const before = decodeIdCursor(query.cursor);
  const rows = await tx.invitation.findMany({
    where: { ...open(query.workspaceId, query.now), ...(before ? { id: { lt: before } } : {}) },
    orderBy: { id: 'desc' },
    take: query.limit + 1,
    include: withInviter,
  });
  return pageById(rows.map(invitation), query.limit);
}

export interface NewInvitation {
  id: string;
  workspaceId: string;
  email: string;
  role: Role;
  hash: Uint8Array<ArrayBuffer>;
  invitedById: string;
  expiresAt: Date;
}

/** An address has one open invitation to a workspace: an earlier one ends. `now` in ms. */
export async function replaceInvitation(tx: Tx, row: NewInvitation, now: number): Promise<InvitationRow> {
  await tx.invitation.updateMany({
    where: { ...open(row.workspaceId, now), email: row.email },
    data: { revokedAt: new Date(now) },
  });
  return invitation(await tx.invitation.create({ data: row, include: withInviter }));
}

/** Takes an open invitation back; null when there is none such. `now` in ms. */
export async function revokeInvitation(
  tx: Tx,
  query: { workspaceId: string; id: string; now: number },
): Promise<InvitationRow | null> {
  const { count } = await tx.invitation.updateMany({
    where: { ...open(query.workspaceId, query.now), id: query.id },
    data: { revokedAt: new Date(query.now) },
  });
  if (count === 0) return null;
  const row = await tx.invitation.findFirst({
    where: { id: query.id, workspaceId: query.workspaceId },
    include: withInviter,
  });
  return row && invitation(row);
}

/** Uses an invitation up; of two at once exactly one gets true. `now` in ms. */
export async function spendInvitation(
  tx: Tx,
  query: { workspaceId: string; id: string; now: number },
): Promise<boolean> {
  const { count } = await tx.invitation.updateMany({
    where: { ...open(query.workspaceId, query.now), id: query.id },
    data: { acceptedAt: new Date(query.now) },
  });
  return count === 1;
}

/** Whether an invitation of this address is open, and stays so until the transaction ends. `now` in ms. */
export async function lockOpenInvitation(
  tx: Tx,
  query: { workspaceId: string; id: string; email: string; now: number },
): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM invitation WHERE id = ${query.id}::uuid AND workspace_id = ${query.workspaceId}::uuid
    AND email = ${query.email} AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ${new Date(query.now)}
    FOR SHARE`;
  return rows.length === 1;
}
