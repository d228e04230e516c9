import type { Caller } from '#lib/contracts/principal.ts';
import { hasTwoFactor } from '#lib/db/two-factor.ts';
import { codeSucceeded, tryCode } from '../two-factor/try-code.ts';
import { beginSession, twoFactorRequired, wrongCodeAtSignIn } from './begin-session.ts';
import { checkPassword } from './check-password.ts';
import type { IdentityDeps } from './identity-deps.ts';

export interface SignInInput {
  /** Normalised. */
  email: string;
  password: string;
  /** Where the account asks for it: of the authenticator app, or a recovery code. */
  code?: string | undefined;
  /** Seconds. */
  lifetimeSeconds: number;
}

export interface SignedIn {
  userId: string;
  email: string;
  name: string;
  sessionId: string;
}

/**
 * Checks password and code in one go and begins the session of an access token. (Browsers take two steps:
 * `sign-in-steps.ts`.) Wrong password and unknown address are one answer, after the same work.
 * Throws `unauthenticated`, `two_factor_required`, `rate_limited`.
 */
export async function signIn(deps: IdentityDeps, caller: Caller, input: SignInInput): Promise<SignedIn> {
  const { lifetimeSeconds } = input;
  const user = await checkPassword(deps, caller.address, input);
  const plan = { kind: 'token' as const, lifetimeSeconds };
  if (!(await hasTwoFactor(deps.db.prisma, { userId: user.id }))) return beginSession(deps, caller, user, plan);
  if (input.code === undefined) throw twoFactorRequired();
  const tried = { userId: user.id, email: user.email, address: caller.address };
  const code = await tryCode(deps, { ...tried, code: input.code });
  if (!code) throw wrongCodeAtSignIn();
  const signedIn = await beginSession(deps, caller, user, { ...plan, code });
  await codeSucceeded(deps, tried);
  return signedIn;
}
