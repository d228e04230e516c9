import type { Caller } from '#lib/contracts/principal.ts';
import { endAccountTokens, spendAccountToken } from '#lib/db/account-tokens.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import { endSessions } from '#lib/db/sessions.ts';
import { setPassword } from '#lib/db/users.ts';
import type { AccountDeps } from './account-deps.ts';
import { deadLink } from './link-token.ts';
import { tryAccountLink } from './try-account-link.ts';

/**
 * Sets a new password with a link that was sent. All sessions end, and with this link every other one of its kind.
 * Throws as `tryAccountLink` does.
 */
export async function resetPassword(
  deps: AccountDeps,
  caller: Caller,
  input: { token: string; password: string },
): Promise<void> {
  const link = await tryAccountLink(deps, caller, 'reset', input.token);
  const { userId, email } = link;
  const passwordHash = await deps.passwords.hash(input.password);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await spendAccountToken(tx, { ...link, now }))) throw deadLink();
    await setPassword(tx, { userId, passwordHash });
    await endAccountTokens(tx, { userId, purpose: 'reset', now });
    await endAccountTokens(tx, { userId, purpose: 'sign-in', now });
    const ended = await endSessions(tx, { userId, now });
    const actor = { ...caller, kind: 'user' as const, userId, email };
    await writeAccountAudit(tx, actor, { action: 'user.password-reset', data: { sessionsEnded: ended } });
  });
  await deps.credentialsChanged({ userId });
}
