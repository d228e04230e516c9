import type { Caller } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import { createSession } from '#lib/db/sessions.ts';
import { findUserByEmail } from '#lib/db/system/accounts.ts';
import { lockPassword } from '#lib/db/users.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import type { IdentityDeps } from './identity-deps.ts';

export interface SignInInput {
  /** Normalised. */
  email: string;
  password: string;
  /** A browser's session, or one that lasts as long as an access token. */
  kind: 'browser' | 'token';
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
 * Checks a password and begins a new session. Wrong password and unknown address are one answer, after the same work.
 * Throws `unauthenticated`, `rate_limited`.
 */
export async function signIn(deps: IdentityDeps, caller: Caller, input: SignInInput): Promise<SignedIn> {
  const address = caller.address ?? 'unknown';
  await deps.throttle.beforeTry(input.email, address);
  const user = await findUserByEmail(deps.db.prisma, input.email);
  const right = await deps.passwords.verify(user?.passwordHash ?? null, input.password);
  if (!user || !right) throw wrongCredentials();
  await deps.throttle.succeeded(input.email, address);
  const sessionId = newId();
  await deps.db.transaction(async (tx) => {
    const { id: userId, passwordHash } = user;
    if (!(await lockPassword(tx, { userId, passwordHash }))) throw wrongCredentials();
    await createSession(tx, {
      id: sessionId,
      userId: user.id,
      kind: input.kind,
      userAgent: caller.userAgent ?? null,
      expiresAt: deps.clock.now() + input.lifetimeSeconds * 1000,
    });
    const actor = { ...caller, kind: 'user' as const, userId: user.id, email: user.email };
    await writeAccountAudit(tx, actor, { action: 'user.signed-in', data: { kind: input.kind } });
  });
  return { userId: user.id, email: user.email, name: user.name, sessionId };
}

function wrongCredentials(): AppError {
  return new AppError('unauthenticated', 'Wrong e-mail address or password');
}
