import type { Account } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import { enableTwoFactor, findTwoFactor } from '#lib/db/two-factor.ts';
import { lockUser } from '#lib/db/users.ts';
import { personOwner } from '#lib/secrets/data-key-store.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { AccountDeps } from '../identity/account-deps.ts';
import { requirePerson } from '../identity/require-person.ts';
import { giveRecoveryCodes } from './recovery-codes.ts';
import { secretPlace } from './secret-place.ts';
import { tellPerson } from './tell-person.ts';
import { beforeCode, codeSucceeded, plainCode, wrongCode } from './try-code.ts';

/**
 * Turns two-factor sign-in on with a code that shows that the app has the secret. The code counts as used; sessions stay.
 * Throws `invalid` (wrong code), `conflict` (nothing was begun, or it is on), `rate_limited`, `forbidden` for API keys.
 */
export async function confirmTwoFactor(
  deps: AccountDeps,
  account: Account,
  { code }: { code: string },
): Promise<{ recoveryCodes: string[] }> {
  requirePerson(account);
  const { userId, email, address } = account;
  await beforeCode(deps, { userId, email, address });
  const factor = await findTwoFactor(deps.db.prisma, { userId });
  if (!factor || factor.enabledAt) throw nothingBegun();
  const secret = await deps.vault.open(personOwner(userId), secretPlace(userId), factor.secret);
  const now = deps.clock.now();
  const step = deps.oneTimeCodes.stepOf({ secret, code: plainCode(code), now });
  if (step === null) throw wrongCode();
  const recoveryCodes = await deps.db.transaction(async (tx) => {
    await lockUser(tx, { userId });
    if (!(await enableTwoFactor(tx, { userId, secret: factor.secret, step, now }))) throw nothingBegun();
    await writeAccountAudit(tx, account, { action: 'two-factor.enabled' });
    return giveRecoveryCodes(deps, tx, userId);
  });
  await codeSucceeded(deps, { userId, email, address });
  tellPerson(deps, email, 'on');
  return { recoveryCodes };
}

function nothingBegun(): AppError {
  return new AppError('conflict', 'There is nothing to confirm; begin again');
}
