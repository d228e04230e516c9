import type { Caller } from '#lib/contracts/principal.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { signIn } from './sign-in.ts';

/** Exchanges address and password (and code) for an access token of the API. Throws as `signIn` does. */
export async function createToken(
  deps: IdentityDeps,
  caller: Caller,
  input: { email: string; password: string; code?: string | undefined },
): Promise<{ accessToken: string; expiresIn: number; tokenType: 'Bearer' }> {
  const expiresIn = deps.accessTokens.lifetimeSeconds;
  const signedIn = await signIn(deps, caller, { ...input, lifetimeSeconds: expiresIn });
  const accessToken = await deps.accessTokens.issue(signedIn, deps.clock.now());
  return { accessToken, expiresIn, tokenType: 'Bearer' };
}
