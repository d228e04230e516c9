import type { Account } from '#lib/contracts/principal.ts';
import { findLinkedUserLocked } from '#lib/db/system/sign-in-attempts.ts';
import { isUniqueViolation } from '#lib/db/unique-violation.ts';
import type { AccountDeps } from '../identity/account-deps.ts';
import { requirePerson } from '../identity/require-person.ts';
import { attemptKey } from './begin-provider-sign-in.ts';
import { keepLink, type Identity } from './keep-link.ts';
import { refuseSignIn } from './refusal.ts';

/**
 * Lets a signed-in person sign in with an identity, too, whatever its address. The caller has made sure that the session
 * is the one that asked. Throws `conflict` (linked already, here or elsewhere), `forbidden` for API keys.
 */
export async function linkIdentity(
  deps: AccountDeps,
  account: Account,
  identity: Identity,
  { attemptId }: { attemptId: string },
): Promise<void> {
  requirePerson(account);
  const { issuer, subject } = identity;
  try {
    await deps.db.transaction(async (tx) => {
      const linked = await findLinkedUserLocked(tx, { issuer, subject });
      if (linked) throw refuseSignIn(linked.userId === account.userId ? 'already_linked' : 'linked_elsewhere');
      await keepLink(tx, { ...account, kind: 'user' }, identity);
    });
  } catch (error) {
    throw isUniqueViolation(error) ? refuseSignIn('linked_elsewhere') : error;
  }
  await deps.throttle.succeeded(attemptKey(attemptId), account.address ?? 'unknown');
}
