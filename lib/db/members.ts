import type { Pool } from 'pg';
import { roleSchema, type Role } from '#lib/contracts/principal.ts';
import { newId } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';
import { decodeIdCursor, encodeCursor, type Page } from './cursor.ts';

/** A person's place in a workspace. */
export interface MemberRow {
  id: string;
  role: Role;
  createdAt: Date;
  user: { id: string; name: string; email: string };
  /** Whether two-factor sign-in is on. */
  twoFactor: boolean;
}

const withUser = {
  user: { select: { id: true, name: true, email: true, twoFactor: { select: { enabledAt: true } } } },
} as const;
type Found = Omit<MemberRow, 'role' | 'user' | 'twoFactor'> & {
  role: string;
  user: MemberRow['user'] & { twoFactor: { enabledAt: Date | null } | null };
};
const member = ({ id, role, createdAt, user: { twoFactor, ...user } }: Found): MemberRow => ({
  id,
  role: roleSchema.parse(role),
  createdAt,
  user,
  twoFactor: (twoFactor?.enabledAt ?? null) !== null,
});

/**
 * Locks who belongs to a workspace until the transaction ends: every change of memberships takes this lock first, so that
 * "the last owner" and "the actor's role" are still true when it is written. False: there is no such workspace.
 */
export async function lockMembers(tx: Tx, query: { workspaceId: string }): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM workspace WHERE id = ${query.workspaceId}::uuid AND deleted_at IS NULL FOR NO KEY UPDATE`;
  return rows.length === 1;
}

/** Members in the order of joining. */
export async function listMemberRows(
  tx: Tx,
  query: { workspaceId: string; limit: number; cursor?: string | undefined },
): Promise<Page<MemberRow>> {
  const after = decodeIdCursor(query.cursor);
  const rows = await tx.membership.findMany({
    where: { workspaceId: query.workspaceId, ...(after ? { id: { gt: after } } : {}) },
    orderBy: { id: 'asc' },
    take: query.limit + 1,
    include: withUser,
  });
  const items = rows.slice(0, query.limit).map(member);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > query.limit && last ? encodeCursor([last.id]) : null };
}

export async function findMember(tx: Tx, query: { workspaceId: string; id: string }): Promise<MemberRow | null> {
  const row = await tx.membership.findFirst({
    where: { id: query.id, workspaceId: query.workspaceId },
    include: withUser,
  });
  return row && member(row);
}

/** The role that somebody has in a workspace; null for strangers. */
export async function findRole(tx: Tx, query: { workspaceId: string; userId: string }): Promise<Role | null> {
  const row = await tx.membership.findFirst({
    where: { ...query, workspace: { deletedAt: null } },
    select: { role: true },
  });
  return row && roleSchema.parse(row.role);
}

export async function countOwners(tx: Tx, query: { workspaceId: string }): Promise<number> {
  return tx.membership.count({ where: { workspaceId: query.workspaceId, role: 'owner' satisfies Role } });
}

export async function setMemberRole(tx: Tx, change: { workspaceId: string; id: string; role: Role }): Promise<void> {
  await tx.membership.updateMany({
    where: { id: change.id, workspaceId: change.workspaceId },
    data: { role: change.role },
  });
}

/** Throws a unique violation for somebody who belongs to the workspace already. */
export async function insertMember(tx: Tx, row: { workspaceId: string; userId: string; role: Role }): Promise<string> {
  const id = newId();
  await tx.membership.create({ data: { id, ...row } });
  return id;
}

/** Removes somebody, and revokes their keys for good: coming back does not bring them to life. `now` in ms. */
export async function deleteMember(
  tx: Tx,
  query: { workspaceId: string; id: string; userId: string; now: number },
): Promise<void> {
  const { workspaceId, userId } = query;
  await tx.membership.deleteMany({ where: { id: query.id, workspaceId } });
  await tx.apiKey.updateMany({
    where: { workspaceId, userId, revokedAt: null },
    data: { revokedAt: new Date(query.now) },
  });
}

/** Whether somebody with this address belongs to the workspace. */
export async function isMemberAddress(tx: Tx, query: { workspaceId: string; email: string }): Promise<boolean> {
  const found = await tx.membership.findFirst({
    where: { workspaceId: query.workspaceId, user: { email: query.email } },
    select: { id: true },
  });
  return found !== null;
}

/** Somebody's own place in a workspace. */
export async function findOwnMembership(
  tx: Tx,
  query: { workspaceId: string; userId: string },
): Promise<{ id: string; role: Role } | null> {
  const row = await tx.membership.findFirst({ where: query, select: { id: true, role: true } });
  return row && { id: row.id, role: roleSchema.parse(row.role) };
}

export async function countMembers(tx: Tx, query: { workspaceId: string }): Promise<number> {
  return tx.membership.count({ where: { workspaceId: query.workspaceId } });
}

/** Names of members, by their ids. */
export async function findMemberNames(
  pool: Pool,
  query: { workspaceId: string; userIds: readonly string[] },
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ id: string; name: string }>(
    `SELECT u.id, u.name FROM membership m JOIN "user" u ON u.id = m.user_id
     WHERE m.workspace_id = $1 AND u.id = ANY($2::uuid[])`,
    [query.workspaceId, query.userIds],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
