import type { Locale } from '#lib/shared/locales.ts';
import type { Tx } from './client.ts';
import type { User } from './generated/client.ts';

/** A person's own row; `userId` is the tenant here. */
export async function findUser(tx: Tx, query: { userId: string }): Promise<User | null> {
  return tx.user.findUnique({ where: { id: query.userId } });
}

/** Throws a unique violation when the address is taken. */
export async function createUser(
  tx: Tx,
  user: {
    id: string;
    email: string;
    name: string;
    /** Null: the person signs in with a provider only. */
    passwordHash: string | null;
    emailVerified: Date | null;
    /** Null: nobody said. */
    locale: Locale | null;
    isOperator: boolean;
  },
): Promise<User> {
  return tx.user.create({ data: user });
}

export async function renameUser(tx: Tx, change: { userId: string; name: string }): Promise<boolean> {
  const { count } = await tx.user.updateMany({ where: { id: change.userId }, data: { name: change.name } });
  return count === 1;
}

/** The language that the person chose. */
export async function setLocale(tx: Tx, change: { userId: string; locale: Locale }): Promise<boolean> {
  const { count } = await tx.user.updateMany({ where: { id: change.userId }, data: { locale: change.locale } });
  return count === 1;
}

/** The language that the person is met in, unless they have one. */
export async function guessLocale(tx: Tx, change: { userId: string; locale: Locale }): Promise<void> {
  await tx.user.updateMany({ where: { id: change.userId, locale: null }, data: { locale: change.locale } });
}

/** Replaces the password if it is still `before`; false when somebody was faster. */
export async function replacePassword(
  tx: Tx,
  change: { userId: string; before: string | null; passwordHash: string },
): Promise<boolean> {
  const { count } = await tx.user.updateMany({
    where: { id: change.userId, passwordHash: change.before },
    data: { passwordHash: change.passwordHash },
  });
  return count === 1;
}

/** Sets a password whatever it was, for the one who proved the address. */
export async function setPassword(tx: Tx, change: { userId: string; passwordHash: string }): Promise<void> {
  await tx.user.update({ where: { id: change.userId }, data: { passwordHash: change.passwordHash } });
}

/** Notes that the person has proven this address; false when it is no longer theirs. `now` in ms. */
export async function markEmailVerified(
  tx: Tx,
  proof: { userId: string; email: string; now: number },
): Promise<boolean> {
  const { count } = await tx.user.updateMany({
    where: { id: proof.userId, email: proof.email },
    data: { emailVerified: new Date(proof.now) },
  });
  return count === 1;
}

/**
 * Whether the password is still the one that was checked, and stays so until the transaction ends: a sign-in that began
 * before a change makes no session after it.
 */
export async function lockPassword(tx: Tx, query: { userId: string; passwordHash: string | null }): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "user" WHERE id = ${query.userId}::uuid
    AND password_hash IS NOT DISTINCT FROM ${query.passwordHash} FOR SHARE`;
  return rows.length === 1;
}

/** Locks a person's row until the transaction ends, for a check over rows of theirs that guards a write. */
export async function lockUser(tx: Tx, query: { userId: string }): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM "user" WHERE id = ${query.userId}::uuid FOR NO KEY UPDATE`;
}

/** Erases a person; what hangs on them (sessions, keys, links, memberships) goes too. */
export async function deleteUser(tx: Tx, query: { userId: string }): Promise<void> {
  await tx.user.delete({ where: { id: query.userId } });
}
