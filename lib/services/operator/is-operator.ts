import type { Config } from '#lib/config/config.ts';
import type { Db } from '#lib/db/client.ts';
import { findUser } from '#lib/db/users.ts';

/**
 * Whether a person operates the installation: its first account, and the one with the address of `OPERATOR_EMAIL` once
 * that address is verified (anybody can sign up with any address).
 */
export async function isOperator(
  { db, config }: { db: Pick<Db, 'prisma'>; config: Pick<Config, 'operatorEmail'> },
  userId: string,
): Promise<boolean> {
  const user = await findUser(db.prisma, { userId });
  if (!user) return false;
  return user.isOperator || (user.emailVerified !== null && user.email === config.operatorEmail);
}
