import type { Tx } from '#lib/db/client.ts';
import { hasTwoFactor, takeRecoveryCode, takeStep } from '#lib/db/two-factor.ts';
import type { RightCode } from './try-code.ts';

/** Uses a code up, in the transaction of what it is for; of two at once exactly one gets true. `now` in ms. */
export async function takeCode(tx: Tx, right: RightCode, now: number): Promise<boolean> {
  const { userId } = right;
  if (right.kind === 'code') return takeStep(tx, { userId, step: right.step });
  return (await hasTwoFactor(tx, { userId })) && takeRecoveryCode(tx, { userId, hash: right.hash, now });
}
