import { say } from '#lib/shared/say.ts';
import { roleAtLeast, weakerRole } from '#lib/contracts/authorise.ts';
import type { Principal, Role } from '#lib/contracts/principal.ts';
import type { Tx } from '#lib/db/client.ts';
import { countOwners, findMember, findRole, lockMembers, type MemberRow } from '#lib/db/members.ts';
import { AppError } from '#lib/shared/app-error.ts';

/** What is true of the workspace's members until the transaction ends. */
export interface LockedMembers {
  /** The actor's role as it is now; their key's, if that is weaker. */
  role: Role;
}

/** Locks the workspace's members and reads the actor's role anew. Throws `not_found` when they have no place any more. */
export async function lockForActor(tx: Tx, principal: Principal): Promise<LockedMembers> {
  const { workspaceId, userId } = principal;
  const exists = await lockMembers(tx, { workspaceId });
  const role = exists ? await findRole(tx, { workspaceId, userId }) : null;
  if (!role) throw new AppError('not_found', 'There is no such workspace');
  return { role: weakerRole(principal.role, role) };
}

/** A member of the principal's workspace. Throws `not_found` for unknown and foreign ones alike. */
export async function requireMember(tx: Tx, principal: Principal, id: string): Promise<MemberRow> {
  const member = await findMember(tx, { workspaceId: principal.workspaceId, id });
  if (!member) throw new AppError('not_found', 'There is no such member');
  return member;
}

/** Nobody gives a role above their own, or touches somebody who has one. Throws `forbidden`. */
export function requireNotAbove(actor: Role, touched: Role): void {
  if (!roleAtLeast(actor, touched)) throw new AppError('forbidden', say('role_below', { role: actor, other: touched }));
}

/** A workspace has an owner, always. Call it under the lock. Throws `conflict`. */
export async function requireAnotherOwner(tx: Tx, workspaceId: string, leaving: Role): Promise<void> {
  if (leaving === 'owner' && (await countOwners(tx, { workspaceId })) < 2) {
    throw new AppError('conflict', say('last_owner'));
  }
}
