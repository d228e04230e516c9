import type { Caller } from '#lib/contracts/principal.ts';
import type { TokenPurpose } from '#lib/db/account-tokens.ts';
import { tryAccountToken, type TriedAccountToken } from '#lib/db/system/links.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { deadLink, readLink, type ReadLink } from './link-token.ts';

type Deps = Pick<IdentityDeps, 'db' | 'clock' | 'throttle'>;

/**
 * Looks at a link's token after the slow-down of guessing, which counts by address and by link. `find` returns what the
 * link is about, or null. Throws `invalid` (one answer for every dead link), `rate_limited`.
 */
export async function tryLink<T>(
  deps: Pick<Deps, 'throttle'>,
  caller: Pick<Caller, 'address'>,
  token: string,
  find: (link: ReadLink) => Promise<T | null>,
): Promise<T> {
  const address = caller.address ?? 'unknown';
  const link = readLink(token);
  const counted = `link:${link?.id ?? 'nonsense'}`;
  await deps.throttle.beforeTry(counted, address);
  const found = link && (await find(link));
  if (found === null) throw deadLink();
  await deps.throttle.succeeded(counted, address);
  return found;
}

/** The live link of this token and purpose. It is not used up yet: spend it in the transaction of what it is for. */
export async function tryAccountLink(
  deps: Deps,
  caller: Pick<Caller, 'address'>,
  purpose: TokenPurpose,
  token: string,
): Promise<TriedAccountToken> {
  return tryLink(deps, caller, token, async (link) => {
    const found = await tryAccountToken(deps.db.pool, { id: link.id, purpose, now: deps.clock.now() });
    return found && link.matches(found.hash) ? found : null;
  });
}
