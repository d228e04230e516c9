import type { Account } from '#lib/contracts/principal.ts';
import type { User } from '#lib/db/generated/client.ts';
import { findUser } from '#lib/db/users.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { IdentityDeps } from './identity-deps.ts';

/**
 * The person's row, once they have given their present password; guessing is slowed down as at sign-in. Hold it with
 * `lockPassword` in the transaction that follows. Throws `invalid` (wrong password), `rate_limited`.
 */
export async function checkOwnPassword(
  deps: Pick<IdentityDeps, 'db' | 'throttle' | 'passwords'>,
  { userId, email, address = 'unknown' }: Account,
  password: string,
): Promise<User> {
  await deps.throttle.beforeTry(email, address);
  const user = await findUser(deps.db.prisma, { userId });
  const right = await deps.passwords.verify(user?.passwordHash ?? null, password);
  if (!user || !right) throw wrongOwnPassword();
  await deps.throttle.succeeded(email, address);
  return user;
}

export function wrongOwnPassword(): AppError {
  const message = 'The password is wrong';
  return new AppError('invalid', message, { errors: [{ path: '/password', code: 'wrong_password', message }] });
}

/**
 * Whether somebody gave their present password. Whoever has none, because they sign in with a provider, gives none: their
 * session is all there is to show.
 */
export async function gavePresentPassword(
  deps: Pick<IdentityDeps, 'passwords'>,
  user: User | null,
  password: string | undefined,
): Promise<boolean> {
  if (user?.passwordHash === null && password === undefined) return true;
  return deps.passwords.verify(user?.passwordHash ?? null, password ?? '');
}
