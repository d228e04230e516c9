import { countAccountTokens, insertAccountToken } from '#lib/db/account-tokens.ts';
import { lockUser } from '#lib/db/users.ts';
import type { AccountDeps } from './account-deps.ts';
import { accountMail } from './mails.ts';
import { mintLink } from './link-token.ts';

const MINUTE_MS = 60_000;
/** How long a link lives, ms. */
const lifetimesMs = { verify: 24 * 60 * MINUTE_MS, reset: 30 * MINUTE_MS };
/** Links of one kind that somebody is sent within an hour: a stranger who asks for more fills no mailbox. */
const MOST_AN_HOUR = 5;

/**
 * Sends a person the link for a purpose, unless they were sent enough of them already. Ask for it through `afterAnswer`:
 * whether an account exists must not show in the time of an answer.
 */
export async function sendAccountLink(
  deps: AccountDeps,
  user: { id: string; email: string; locale: string | null },
  purpose: keyof typeof lifetimesMs,
): Promise<void> {
  const now = deps.clock.now();
  const link = mintLink();
  const stored = await deps.db.transaction(async (tx) => {
    await lockUser(tx, { userId: user.id });
    const sent = await countAccountTokens(tx, { userId: user.id, purpose, since: now - 60 * MINUTE_MS });
    if (sent >= MOST_AN_HOUR) return false;
    await insertAccountToken(tx, {
      id: link.id,
      userId: user.id,
      purpose,
      email: user.email,
      hash: link.hash,
      expiresAt: new Date(now + lifetimesMs[purpose]),
    });
    return true;
  });
  if (stored) await deps.mail.send(accountMail(deps.config.publicUrl, user, purpose, link.token));
}
