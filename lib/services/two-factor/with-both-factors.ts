import type { Account } from '#lib/contracts/principal.ts';
import type { Tx } from '#lib/db/client.ts';
import { hasTwoFactor } from '#lib/db/two-factor.ts';
import { lockPassword, lockUser } from '#lib/db/users.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { checkOwnPassword, wrongOwnPassword } from '../identity/check-own-password.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { takeCode } from './take-code.ts';
import { codeSucceeded, tryCode, wrongCode } from './try-code.ts';

/**
 * Does something in the transaction that takes the code, after the person gave their password too. A session that somebody
 * left open is not enough. Throws `invalid` (password or code), `conflict` (two-factor is off), `rate_limited`.
 */
export async function withBothFactors<T>(
  deps: IdentityDeps,
  account: Account,
  { password, code }: { password: string; code: string },
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { userId, email, address } = account;
  const { passwordHash } = await checkOwnPassword(deps, account, password);
  if (!(await hasTwoFactor(deps.db.prisma, { userId }))) {
    throw new AppError('conflict', 'Two-factor sign-in is off');
  }
  const right = await tryCode(deps, { userId, email, address, code });
  if (!right) throw wrongCode();
  const done = await deps.db.transaction(async (tx) => {
    await lockUser(tx, { userId });
    if (!(await lockPassword(tx, { userId, passwordHash }))) throw wrongOwnPassword();
    if (!(await takeCode(tx, right, deps.clock.now()))) throw wrongCode();
    return work(tx);
  });
  await codeSucceeded(deps, { userId, email, address });
  return done;
}
