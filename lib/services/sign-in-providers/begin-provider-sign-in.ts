import { createHash } from 'node:crypto';
import type { IdentityProviderId } from '#lib/config/identity-providers.ts';
import type { Caller } from '#lib/contracts/principal.ts';
import { insertSignInAttempt } from '#lib/db/linked-accounts.ts';
import { newId } from '#lib/shared/ids.ts';
import { returnPath } from '#lib/shared/return-path.ts';
import type { AccountDeps } from '../identity/account-deps.ts';
import { tryInvitation } from '../members/try-invitation.ts';
import { refuseSignIn } from './refusal.ts';

/** How long somebody may take at the provider, ms; next-auth's cookies live as long. */
const ATTEMPT_MS = 15 * 60_000;

export interface BeginInput {
  provider: IdentityProviderId;
  /** Where to go in the end, as the browser said it. */
  wantedPath: string | null;
  /** The session that links an account; null for a sign-in. */
  session: { userId: string; sessionId: string } | null;
  /** The token of an invitation's link. */
  invitation: string | null;
}

/** What binds the way back to the way out: the `state` that the provider repeats, and what only this browser has. */
export interface AttemptBinding {
  state: string;
  browserSecret: string;
}

/**
 * Remembers that somebody goes to a provider. `send` makes the way there, after the slow-down that guards it.
 * Throws `rate_limited`, `invalid` (a dead invitation), `unavailable` when there is no way to the provider.
 */
export async function beginProviderSignIn(
  deps: AccountDeps,
  caller: Caller,
  input: BeginInput,
  send: () => Promise<AttemptBinding | null>,
): Promise<void> {
  const id = newId();
  await deps.throttle.beforeTry(attemptKey(id), caller.address ?? 'unknown');
  const asked = deps.config.signup === 'closed' ? input.invitation : null;
  const invitation = asked === null ? null : await tryInvitation(deps, caller, asked);
  const binding = await send();
  if (!binding) throw refuseSignIn('failed');
  await insertSignInAttempt(deps.db.prisma, {
    id,
    provider: input.provider,
    stateHash: hashOf(binding.state),
    browserHash: hashOf(binding.browserSecret),
    returnPath: returnPath(input.wantedPath, '/home'),
    userId: input.session?.userId ?? null,
    sessionId: input.session?.sessionId ?? null,
    invitationId: invitation?.id ?? null,
    expiresAt: new Date(deps.clock.now() + ATTEMPT_MS),
  });
}

/** The slow-down counts each attempt by itself and all of an address together, as it does links. */
export function attemptKey(id: string): string {
  return `provider:${id}`;
}

export function hashOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(text).digest());
}
