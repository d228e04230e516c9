import type { Account } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import { deleteTwoFactor } from '#lib/db/two-factor.ts';
import type { AccountDeps } from '../identity/account-deps.ts';
import { requirePerson } from '../identity/require-person.ts';
import { tellPerson } from './tell-person.ts';
import { withBothFactors } from './with-both-factors.ts';

/**
 * Turns two-factor sign-in off; recovery codes go with it, sessions stay.
 * Throws as `withBothFactors` does, and `forbidden` for API keys.
 */
export async function endTwoFactor(
  deps: AccountDeps,
  account: Account,
  proof: { password: string; code: string },
): Promise<void> {
  requirePerson(account);
  await withBothFactors(deps, account, proof, async (tx) => {
    await deleteTwoFactor(tx, { userId: account.userId });
    await writeAccountAudit(tx, account, { action: 'two-factor.disabled' });
  });
  tellPerson(deps, account.email, 'off');
}
