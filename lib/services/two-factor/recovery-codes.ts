import { createHash } from 'node:crypto';
import type { Tx } from '#lib/db/client.ts';
import { replaceRecoveryCodes } from '#lib/db/two-factor.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';

/** A recovery code as it is stored: 80 random bits need no slow hash, and the person in it makes each hash theirs alone. */
export function recoveryHash(userId: string, code: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(`${userId}\n${code}`).digest());
}

/** Gives a person new recovery codes in place of the old ones. They are returned as people read them, in groups of four. */
export async function giveRecoveryCodes(
  deps: Pick<IdentityDeps, 'oneTimeCodes'>,
  tx: Tx,
  userId: string,
): Promise<string[]> {
  const codes = deps.oneTimeCodes.newRecoveryCodes();
  await replaceRecoveryCodes(tx, { userId, hashes: codes.map((code) => recoveryHash(userId, code)) });
  return codes.map((code) => code.match(/.{4}/g)!.join('-'));
}
