import type { TwoFactorSetup } from '#lib/contracts/api/two-factor.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { keepSecret } from '#lib/db/two-factor.ts';
import { lockUser } from '#lib/db/users.ts';
import { personOwner } from '#lib/secrets/data-key-store.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { checkOwnPassword } from '../identity/check-own-password.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { requirePerson } from '../identity/require-person.ts';
import { secretPlace } from './secret-place.ts';

/**
 * Makes a secret for the person's authenticator app, in place of one that was never confirmed. Nothing is asked for yet.
 * Throws `invalid` (wrong password), `conflict` (two-factor is on), `rate_limited`, `forbidden` for API keys.
 */
export async function beginTwoFactor(
  deps: IdentityDeps,
  account: Account,
  { password }: { password: string },
): Promise<TwoFactorSetup> {
  requirePerson(account);
  const { userId } = account;
  const { email } = await checkOwnPassword(deps, account, password);
  const secret = deps.oneTimeCodes.newSecret();
  const sealed = await deps.vault.seal(personOwner(userId), secretPlace(userId), secret);
  await deps.db.transaction(async (tx) => {
    await lockUser(tx, { userId });
    if (!(await keepSecret(tx, { userId, secret: sealed }))) throw alreadyOn();
  });
  return { secret, uri: deps.oneTimeCodes.uriOf({ secret, email }) };
}

function alreadyOn(): AppError {
  return new AppError('conflict', 'Two-factor sign-in is on; turn it off first');
}
