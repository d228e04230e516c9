import type { Caller } from '#lib/contracts/principal.ts';
import { spendAccountToken } from '#lib/db/account-tokens.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import type { User } from '#lib/db/generated/client.ts';
import { createSession } from '#lib/db/sessions.ts';
import { hasTwoFactor } from '#lib/db/two-factor.ts';
import { guessLocale, lockPassword } from '#lib/db/users.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import { takeCode } from '../two-factor/take-code.ts';
import type { RightCode } from '../two-factor/try-code.ts';
import { wrongCredentials } from './check-password.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { deadLink } from './link-token.ts';
import type { SignedIn } from './sign-in.ts';

export interface SessionPlan {
  /** A browser's session, or one that lasts as long as an access token. */
  kind: 'browser' | 'token';
  lifetimeSeconds: number;
  /** Where the person has two-factor on. */
  code?: RightCode;
  /** The second step that ends with this session. */
  step?: { id: string };
}

/**
 * A new session after a right password. Password, code and step are still good when it is written, or it is not.
 * Throws `unauthenticated` (changed password, wrong code), `two_factor_required`, `invalid` (a dead step).
 */
export async function beginSession(
  deps: Pick<IdentityDeps, 'db' | 'clock'>,
  caller: Caller,
  user: Pick<User, 'id' | 'email' | 'name' | 'passwordHash'>,
  { kind, lifetimeSeconds, code, step }: SessionPlan,
): Promise<SignedIn> {
  const { id: userId, email, name, passwordHash } = user;
  const sessionId = newId();
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await lockPassword(tx, { userId, passwordHash }))) throw wrongCredentials();
    if (step && !(await spendAccountToken(tx, { ...step, userId, now }))) throw deadLink();
    if (code ? !(await takeCode(tx, code, now)) : await hasTwoFactor(tx, { userId })) {
      throw code ? wrongCodeAtSignIn() : twoFactorRequired();
    }
    const expiresAt = now + lifetimeSeconds * 1000;
    await createSession(tx, { id: sessionId, userId, kind, userAgent: caller.userAgent ?? null, expiresAt });
    if (kind === 'browser' && caller.locale) await guessLocale(tx, { userId, locale: caller.locale });
    const actor = { ...caller, kind: 'user' as const, userId, email };
    const data = { kind, ...(code ? { secondFactor: code.kind } : {}) };
    await writeAccountAudit(tx, actor, { action: 'user.signed-in', data });
  });
  return { userId, email, name, sessionId };
}

export function twoFactorRequired(): AppError {
  return new AppError('two_factor_required', 'Send a code of the authenticator app, or a recovery code, as `code`');
}

/** Whoever sent a code learns no more from a wrong one than that the three do not belong together. */
export function wrongCodeAtSignIn(): AppError {
  return new AppError('unauthenticated', 'Wrong e-mail address, password or code');
}
