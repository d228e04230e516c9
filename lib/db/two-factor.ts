import { newId } from '#lib/shared/ids.ts';
import type { Tx } from './client.ts';
import type { TwoFactor } from './generated/client.ts';

/** A person's second factor, also while it is being set up. */
export async function findTwoFactor(tx: Tx, query: { userId: string }): Promise<TwoFactor | null> {
  return tx.twoFactor.findUnique({ where: query });
}

/** Whether a person is asked for a code. */
export async function hasTwoFactor(tx: Tx, { userId }: { userId: string }): Promise<boolean> {
  return (await tx.twoFactor.count({ where: { userId, enabledAt: { not: null } } })) === 1;
}

/** Keeps a new secret until it is confirmed, in place of one that never was; false where two-factor is on. */
export async function keepSecret(
  tx: Tx,
  { userId, secret }: { userId: string; secret: Uint8Array<ArrayBuffer> },
): Promise<boolean> {
  await tx.twoFactor.deleteMany({ where: { userId, enabledAt: null } });
  if ((await tx.twoFactor.count({ where: { userId } })) > 0) return false;
  await tx.twoFactor.create({ data: { userId, secret } });
  return true;
}

/** Turns it on if this is still the secret that the code was checked against; of two at once exactly one gets true. */
export async function enableTwoFactor(
  tx: Tx,
  change: { userId: string; secret: Uint8Array<ArrayBuffer>; step: number; now: number },
): Promise<boolean> {
  const { count } = await tx.twoFactor.updateMany({
    where: { userId: change.userId, enabledAt: null, secret: change.secret },
    data: { enabledAt: new Date(change.now), lastStep: change.step },
  });
  return count === 1;
}

/** Takes a code of this time step: false when one of it, or of a later one, was taken before. */
export async function takeStep(tx: Tx, { userId, step }: { userId: string; step: number }): Promise<boolean> {
  const { count } = await tx.twoFactor.updateMany({
    where: { userId, enabledAt: { not: null }, OR: [{ lastStep: null }, { lastStep: { lt: step } }] },
    data: { lastStep: step },
  });
  return count === 1;
}

/** Takes a recovery code; of two at once exactly one gets true. `now` in ms. */
export async function takeRecoveryCode(
  tx: Tx,
  query: { userId: string; hash: Uint8Array<ArrayBuffer>; now: number },
): Promise<boolean> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId: query.userId, hash: query.hash, usedAt: null },
    data: { usedAt: new Date(query.now) },
  });
  return count === 1;
}

/** These codes and no others. */
export async function replaceRecoveryCodes(
  tx: Tx,
  { userId, hashes }: { userId: string; hashes: readonly Uint8Array<ArrayBuffer>[] },
): Promise<void> {
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({ data: hashes.map((hash) => ({ id: newId(), userId, hash })) });
}

export async function countRecoveryCodes(tx: Tx, { userId }: { userId: string }): Promise<number> {
  return tx.recoveryCode.count({ where: { userId, usedAt: null } });
}

/** Removes the second factor with its recovery codes; false where none was on. */
export async function deleteTwoFactor(tx: Tx, { userId }: { userId: string }): Promise<boolean> {
  const { count } = await tx.twoFactor.deleteMany({ where: { userId, enabledAt: { not: null } } });
  await tx.recoveryCode.deleteMany({ where: { userId } });
  return count === 1;
}

/** Stores the same secret under another data key. False if it was changed meanwhile. */
export async function replaceSecret(
  tx: Tx,
  change: { userId: string; before: Uint8Array<ArrayBuffer>; after: Uint8Array<ArrayBuffer> },
): Promise<boolean> {
  const { count } = await tx.twoFactor.updateMany({
    where: { userId: change.userId, secret: change.before },
    data: { secret: change.after },
  });
  return count === 1;
}
