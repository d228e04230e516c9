import type { Caller } from '#lib/contracts/principal.ts';
import { insertAccountToken } from '#lib/db/account-tokens.ts';
import { hasTwoFactor } from '#lib/db/two-factor.ts';
import { findUser, lockPassword } from '#lib/db/users.ts';
import { codeSucceeded, tryCode } from '../two-factor/try-code.ts';
import { beginSession, wrongCodeAtSignIn } from './begin-session.ts';
import { checkPassword, wrongCredentials } from './check-password.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { deadLink, mintLink } from './link-token.ts';
import type { SignedIn } from './sign-in.ts';
import { tryAccountLink } from './try-account-link.ts';

/** How long the second step of a sign-in may take. */
export const STEP_SECONDS = 5 * 60;

/** The password was right, and a code is asked for. */
export interface SecondStep {
  /** For a cookie of this browser that no script reads; worth nothing without the code. */
  step: string;
}

/**
 * The first step of a browser: the password. Without two-factor a session begins; with it there is none yet.
 * Throws `unauthenticated`, `rate_limited`.
 */
export async function beginBrowserSignIn(
  deps: IdentityDeps,
  caller: Caller,
  input: { email: string; password: string; lifetimeSeconds: number },
): Promise<SignedIn | SecondStep> {
  const user = await checkPassword(deps, caller.address, input);
  const { id: userId, email, passwordHash } = user;
  if (!(await hasTwoFactor(deps.db.prisma, { userId }))) {
    return beginSession(deps, caller, user, { kind: 'browser', lifetimeSeconds: input.lifetimeSeconds });
  }
  const { id, token, hash } = mintLink();
  const expiresAt = new Date(deps.clock.now() + STEP_SECONDS * 1000);
  await deps.db.transaction(async (tx) => {
    if (!(await lockPassword(tx, { userId, passwordHash }))) throw wrongCredentials();
    await insertAccountToken(tx, { id, userId, purpose: 'sign-in', email, hash, expiresAt });
  });
  return { step: token };
}

/**
 * The second step: a code, from the browser that took the first one.
 * Throws `unauthenticated` (wrong code), `invalid` (the step is unknown, used, expired or worn out), `rate_limited`.
 */
export async function finishBrowserSignIn(
  deps: IdentityDeps,
  caller: Caller,
  input: { step: string; code: string; lifetimeSeconds: number },
): Promise<SignedIn> {
  const step = await tryAccountLink(deps, caller, 'sign-in', input.step);
  const user = await findUser(deps.db.prisma, { userId: step.userId });
  if (!user) throw deadLink();
  const tried = { userId: user.id, email: user.email, address: caller.address };
  const code = await tryCode(deps, { ...tried, code: input.code });
  if (!code) throw wrongCodeAtSignIn();
  const plan = { kind: 'browser' as const, lifetimeSeconds: input.lifetimeSeconds, code, step: { id: step.id } };
  const signedIn = await beginSession(deps, caller, user, plan);
  await codeSucceeded(deps, tried);
  return signedIn;
}
