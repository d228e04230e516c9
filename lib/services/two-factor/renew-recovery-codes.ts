import type { Account } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { requirePerson } from '../identity/require-person.ts';
import { giveRecoveryCodes } from './recovery-codes.ts';
import { withBothFactors } from './with-both-factors.ts';

/** New recovery codes; the old ones end. Throws as `withBothFactors` does, and `forbidden` for API keys. */
export async function renewRecoveryCodes(
  deps: IdentityDeps,
  account: Account,
  proof: { password: string; code: string },
): Promise<{ recoveryCodes: string[] }> {
  requirePerson(account);
  const recoveryCodes = await withBothFactors(deps, account, proof, async (tx) => {
    await writeAccountAudit(tx, account, { action: 'two-factor.recovery-codes-renewed' });
    return giveRecoveryCodes(deps, tx, account.userId);
  });
  return { recoveryCodes };
}
