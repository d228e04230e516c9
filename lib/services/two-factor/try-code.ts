import { findTwoFactor } from '#lib/db/two-factor.ts';
import { personOwner } from '#lib/secrets/data-key-store.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { recoveryHash } from './recovery-codes.ts';
import { secretPlace } from './secret-place.ts';

/** A code that was right when it was looked at. It counts when it is taken (`takeCode`). */
export type RightCode =
  { kind: 'code'; userId: string; step: number } | { kind: 'recovery'; userId: string; hash: Uint8Array<ArrayBuffer> };

type Deps = Pick<IdentityDeps, 'db' | 'clock' | 'throttle' | 'vault' | 'oneTimeCodes'>;

interface Tried {
  userId: string;
  email: string;
  /** The caller's. */
  address: string | undefined;
  /** As typed. */
  code: string;
}

/**
 * Looks at a code of somebody with two-factor on; null for a wrong one. Whether a recovery code is one of theirs is seen
 * when it is taken. Throws `rate_limited`.
 */
export async function tryCode(deps: Deps, { userId, email, address, code }: Tried): Promise<RightCode | null> {
  await beforeCode(deps, { userId, email, address });
  const typed = plainCode(code);
  if (/^[A-Z2-7]{16}$/.test(typed)) return { kind: 'recovery', userId, hash: recoveryHash(userId, typed) };
  const factor = await findTwoFactor(deps.db.prisma, { userId });
  if (!factor?.enabledAt) return null;
  const secret = await deps.vault.open(personOwner(userId), secretPlace(userId), factor.secret);
  const step = deps.oneTimeCodes.stepOf({ secret, code: typed, now: deps.clock.now() });
  return step === null ? null : { kind: 'code', userId, step };
}

/** Without the spaces and dashes that people and apps put in. */
export function plainCode(code: string): string {
  return code.replace(/[\s-]/g, '').toUpperCase();
}

/** Slows guessing down, by address and by account. Throws `rate_limited`. */
export async function beforeCode(
  { throttle }: Pick<Deps, 'throttle'>,
  { userId, email, address }: Omit<Tried, 'code'>,
): Promise<void> {
  await throttle.beforeTry(`code:${email}`, address ?? 'unknown');
  await throttle.beforeTry(...accountOnly(userId));
}

/** After a code was taken: the tries before it count no more. */
export async function codeSucceeded(
  { throttle }: Pick<Deps, 'throttle'>,
  { userId, email, address }: Omit<Tried, 'code'>,
): Promise<void> {
  await throttle.succeeded(`code:${email}`, address ?? 'unknown');
  await throttle.succeeded(...accountOnly(userId));
}

export function wrongCode(): AppError {
  const message = 'The code is wrong, or was used before';
  return new AppError('invalid', message, { errors: [{ path: '/code', code: 'wrong_code', message }] });
}

/** One counter for all addresses: a million codes are few for somebody who has many of those. */
const accountOnly = (userId: string): [string, string] => [`code-of:${userId}`, `code-of:${userId}`];
