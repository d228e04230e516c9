import type { Tx } from '../client.ts';
import type { User } from '../generated/client.ts';

/** Sign-in knows only an address. It is normalised by its schema before. */
export async function findUserByEmail(tx: Tx, email: string): Promise<User | null> {
  return tx.user.findUnique({ where: { email } });
}

/** "tw-signup": one lock for all sign-ups, so that exactly one account is the first. */
const SIGN_UP_LOCK = 0x7477_7375;

/** Whether an account exists, decided under a lock that lasts to the end of the caller's transaction. */
export async function hasAccountsLocked(tx: Tx): Promise<boolean> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SIGN_UP_LOCK}::bigint)`;
  return (await tx.user.findFirst({ select: { id: true } })) !== null;
}

/** The same without the lock, to refuse early. */
export async function hasAccounts(tx: Tx): Promise<boolean> {
  return (await tx.user.findFirst({ select: { id: true } })) !== null;
}

/** Whether the installation has an operator besides this one, true until the transaction ends. */
export async function hasAnotherOperatorLocked(tx: Tx, userId: string): Promise<boolean> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SIGN_UP_LOCK}::bigint)`;
  return (await tx.user.findFirst({ where: { isOperator: true, id: { not: userId } }, select: { id: true } })) !== null;
}
