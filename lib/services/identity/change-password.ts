import { say } from '#lib/shared/say.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { endAccountTokens } from '#lib/db/account-tokens.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import { endSessions } from '#lib/db/sessions.ts';
import { findUser, replacePassword } from '#lib/db/users.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { gavePresentPassword } from './check-own-password.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requirePerson } from './require-person.ts';

/**
 * Sets a new password, or the first one of somebody who signs in with a provider. Every other session ends, open streams
 * within a second, and links that were sent to set a password end too. Guessing the present one is slowed down as at
 * sign-in.
 * Throws `invalid` (wrong present password), `rate_limited`, `forbidden` for API keys.
 */
export async function changePassword(
  deps: IdentityDeps,
  account: Account,
  input: { currentPassword?: string | undefined; newPassword: string },
): Promise<void> {
  requirePerson(account);
  const { userId, email } = account;
  const address = account.address ?? 'unknown';
  await deps.throttle.beforeTry(email, address);
  const user = await findUser(deps.db.prisma, { userId });
  const right = await gavePresentPassword(deps, user, input.currentPassword);
  if (!user || !right) throw wrongPassword();
  await deps.throttle.succeeded(email, address);
  const passwordHash = await deps.passwords.hash(input.newPassword);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await replacePassword(tx, { userId, before: user.passwordHash, passwordHash }))) throw wrongPassword();
    const ended = await endSessions(tx, { userId, keep: account.sessionId, now });
    await endAccountTokens(tx, { userId, purpose: 'reset', now });
    await endAccountTokens(tx, { userId, purpose: 'sign-in', now });
    await writeAccountAudit(tx, account, { action: 'user.password-changed', data: { sessionsEnded: ended } });
  });
  await deps.credentialsChanged({ userId });
}

function wrongPassword(): AppError {
  const said = say('present_password_wrong');
  return new AppError('invalid', said, {
    errors: [{ path: '/currentPassword', code: 'wrong_password', ...said }],
  });
}
