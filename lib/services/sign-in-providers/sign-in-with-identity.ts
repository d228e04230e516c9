import { emailSchema } from '#lib/contracts/api/identity.ts';
import { nameSchema } from '#lib/contracts/api/common.ts';
import type { Caller } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/client.ts';
import type { User } from '#lib/db/generated/client.ts';
import { createSession } from '#lib/db/sessions.ts';
import { findUserByEmail } from '#lib/db/system/accounts.ts';
import { findLinkedUserLocked } from '#lib/db/system/sign-in-attempts.ts';
import { hasTwoFactor } from '#lib/db/two-factor.ts';
import { isUniqueViolation } from '#lib/db/unique-violation.ts';
import { findUser, guessLocale, lockUser } from '#lib/db/users.ts';
import { newId } from '#lib/shared/ids.ts';
import type { AccountDeps } from '../identity/account-deps.ts';
import { createAccount, requireSignUp } from '../identity/create-account.ts';
import { sendAccountLink } from '../identity/send-account-link.ts';
import type { SignedIn } from '../identity/sign-in.ts';
import { attemptKey } from './begin-provider-sign-in.ts';
import { keepLink, type Identity } from './keep-link.ts';
import { refuseSignIn } from './refusal.ts';

interface Came {
  /** Of the attempt that they come back from. */
  attemptId: string;
  invitationId: string | null;
  /** Seconds. */
  lifetimeSeconds: number;
}

/**
 * Begins a new session for an identity: of the account that it is linked to; else of the account with its address, if both
 * sides have seen that address proven; else of a new account, where sign-up is open or an invitation allows it.
 * Throws the refusals of `refusal.ts`, `signup_closed`, `rate_limited`.
 */
export async function signInWithIdentity(
  deps: AccountDeps,
  caller: Caller,
  identity: Identity,
  came: Came,
): Promise<SignedIn> {
  const signedIn =
    (await signInLinked(deps, caller, identity, came)) ??
    (await signInByAddress(deps, caller, identity, came).catch((error: unknown) => {
      // Somebody made the same account, or linked the same identity, at the same moment.
      throw isUniqueViolation(error) ? refuseSignIn('failed') : error;
    }));
  await deps.throttle.succeeded(attemptKey(came.attemptId), caller.address ?? 'unknown');
  return signedIn;
}

function signInLinked(deps: AccountDeps, caller: Caller, identity: Identity, came: Came): Promise<SignedIn | null> {
  const { issuer, subject } = identity;
  return deps.db.transaction(async (tx) => {
    const linked = await findLinkedUserLocked(tx, { issuer, subject });
    return linked && beginSession(tx, deps, caller, { user: linked.user, identity, came });
  });
}

async function signInByAddress(deps: AccountDeps, caller: Caller, identity: Identity, came: Came): Promise<SignedIn> {
  const email = emailSchema.safeParse(identity.email);
  if (!email.success) throw refuseSignIn('no_address');
  const known = await findUserByEmail(deps.db.prisma, email.data);
  if (!known) return signUpWithIdentity(deps, caller, { ...identity, email: email.data }, came);
  return deps.db.transaction(async (tx) => {
    await lockUser(tx, { userId: known.id });
    const user = await findUser(tx, { userId: known.id });
    if (!user?.emailVerified || !identity.emailVerified) throw refuseSignIn('unverified_address');
    // A provider alone must not become a way around the second factor.
    if (await hasTwoFactor(tx, { userId: user.id })) throw refuseSignIn('two_factor');
    await keepLink(tx, actorOf(caller, user), identity);
    return beginSession(tx, deps, caller, { user, identity, came });
  });
}

async function signUpWithIdentity(
  deps: AccountDeps,
  caller: Caller,
  identity: Identity & { email: string },
  came: Came,
): Promise<SignedIn> {
  await deps.throttle.beforeSignUp(caller.address ?? 'unknown');
  const { email, emailVerified } = identity;
  const now = deps.clock.now();
  const right = await requireSignUp(deps, { email, invitationId: came.invitationId });
  const { user, signedIn } = await deps.db.transaction(async (tx) => {
    const created = await createAccount(tx, deps, caller, {
      email,
      name: nameOf(identity),
      passwordHash: null,
      emailVerified: emailVerified ? new Date(now) : null,
      right,
    });
    await keepLink(tx, actorOf(caller, created.user), identity);
    return {
      user: created.user,
      signedIn: await beginSession(tx, deps, caller, { user: created.user, identity, came }),
    };
  });
  if (!emailVerified) deps.afterAnswer(() => sendAccountLink(deps, user, 'verify'));
  return signedIn;
}

async function beginSession(
  tx: Tx,
  deps: AccountDeps,
  caller: Caller,
  { user, identity, came }: { user: User; identity: Identity; came: Came },
): Promise<SignedIn> {
  const sessionId = newId();
  await createSession(tx, {
    id: sessionId,
    userId: user.id,
    kind: 'browser',
    userAgent: caller.userAgent ?? null,
    expiresAt: deps.clock.now() + came.lifetimeSeconds * 1000,
  });
  if (caller.locale) await guessLocale(tx, { userId: user.id, locale: caller.locale });
  const data = { kind: 'browser', provider: identity.provider };
  await writeAccountAudit(tx, actorOf(caller, user), { action: 'user.signed-in', data });
  return { userId: user.id, email: user.email, name: user.name, sessionId };
}

function actorOf(caller: Caller, user: User) {
  return { ...caller, kind: 'user' as const, userId: user.id, email: user.email };
}

/** What the provider calls the person, if it can be a name here. */
function nameOf({ name, email }: Identity & { email: string }): string {
  const parsed = nameSchema.safeParse(name?.slice(0, 100));
  return parsed.success ? parsed.data : email.split('@')[0]!;
}
