import { say } from '#lib/shared/say.ts';
import type { User } from '#lib/db/generated/client.ts';
import { findUserByEmail } from '#lib/db/system/accounts.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { IdentityDeps } from './identity-deps.ts';

/**
 * The account of an address and its password. Wrong password and unknown address are one answer, after the same work.
 * Throws `unauthenticated`, `rate_limited`.
 */
export async function checkPassword(
  deps: Pick<IdentityDeps, 'db' | 'throttle' | 'passwords'>,
  address: string | undefined,
  { email, password }: { email: string; password: string },
): Promise<User> {
  await deps.throttle.beforeTry(email, address ?? 'unknown');
  const user = await findUserByEmail(deps.db.prisma, email);
  const right = await deps.passwords.verify(user?.passwordHash ?? null, password);
  if (!user || !right) throw wrongCredentials();
  await deps.throttle.succeeded(email, address ?? 'unknown');
  return user;
}

export function wrongCredentials(): AppError {
  return new AppError('unauthenticated', say('wrong_credentials'));
}
