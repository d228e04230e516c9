import { spendSignInAttempt, type SpentAttempt } from '#lib/db/system/sign-in-attempts.ts';
import type { IdentityProviderId } from '#lib/config/identity-providers.ts';
import type { AccountDeps } from '../identity/account-deps.ts';
import { hashOf, type AttemptBinding } from './begin-provider-sign-in.ts';

/**
 * Uses up the attempt that this browser comes back from. Null for one that is unknown, used or expired, or that another
 * browser began: they look the same.
 */
export async function spendAttempt(
  deps: Pick<AccountDeps, 'db' | 'clock'>,
  provider: IdentityProviderId,
  binding: Partial<AttemptBinding>,
): Promise<SpentAttempt | null> {
  const { state, browserSecret } = binding;
  if (!state || !browserSecret) return null;
  const hashes = { stateHash: hashOf(state), browserHash: hashOf(browserSecret) };
  return spendSignInAttempt(deps.db.pool, { provider, ...hashes, now: deps.clock.now() });
}
