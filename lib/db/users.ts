import type { Tx } from './client.ts';
import type { User } from './generated/client.ts';

/** A person's own row; `userId` is the tenant here. */
export async function findUser(tx: Tx, query: { userId: string }): Promise<User | null> {
  return tx.user.findUnique({ where: { id: query.userId } });
}

/** Throws a unique violation when the address is taken. */
export async function createUser(
  tx: Tx,
  user: { id: string; email: string; name: string; passwordHash: string; isOperator: boolean },
): Promise<User> {
  return tx.user.create({ data: user });
}

export async function renameUser(tx: Tx, change: { userId: string; name: string }): Promise<User | null> {
  const { count } = await tx.user.updateMany({ where: { id: change.userId }, data: { name: change.name } });
  return count === 0 ? null : findUser(tx, change);
}
