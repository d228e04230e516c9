import type { Caller } from '#lib/contracts/principal.ts';
import { countInvitationMiss, findOpenInvitation, type TriedInvitation } from '#lib/db/system/links.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { tryLink } from '../identity/try-account-link.ts';

/** The open invitation of a link's token; wrong secrets wear it out. Throws as `tryLink` does. */
export async function tryInvitation(
  deps: Pick<IdentityDeps, 'db' | 'clock' | 'throttle'>,
  caller: Pick<Caller, 'address'>,
  token: string,
): Promise<TriedInvitation> {
  return tryLink(deps, caller, token, async (link) => {
    const found = await findOpenInvitation(deps.db.pool, { id: link.id, now: deps.clock.now() });
    if (!found || link.matches(found.hash)) return found;
    await countInvitationMiss(deps.db.pool, found);
    return null;
  });
}
