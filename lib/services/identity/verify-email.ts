import type { Caller } from '#lib/contracts/principal.ts';
import { spendAccountToken } from '#lib/db/account-tokens.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import { markEmailVerified } from '#lib/db/users.ts';
import type { AccountDeps } from './account-deps.ts';
import { deadLink } from './link-token.ts';
import { tryAccountLink } from './try-account-link.ts';

/** Proves the address that the link was sent to, if it is still the account's. Throws as `tryAccountLink` does. */
export async function verifyEmail(deps: AccountDeps, caller: Caller, { token }: { token: string }): Promise<void> {
  const link = await tryAccountLink(deps, caller, 'verify', token);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const { userId, email } = link;
    if (!(await spendAccountToken(tx, { ...link, now }))) throw deadLink();
    if (!(await markEmailVerified(tx, { userId, email, now }))) throw deadLink();
    await writeAccountAudit(tx, { ...caller, kind: 'user', userId, email }, { action: 'user.email-verified' });
  });
}
