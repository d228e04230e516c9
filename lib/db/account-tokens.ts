import type { Tx } from './client.ts';

/** `sign-in`: the second step of one, for whoever gave the right password in this browser. */
export type TokenPurpose = 'verify' | 'reset' | 'sign-in';

export interface NewAccountToken {
  id: string;
  userId: string;
  purpose: TokenPurpose;
  email: string;
  hash: Uint8Array<ArrayBuffer>;
  expiresAt: Date;
}

export async function insertAccountToken(tx: Tx, token: NewAccountToken): Promise<void> {
  await tx.accountToken.create({ data: token });
}

/** How many links of a kind a person was sent since then. `since` in ms. */
export async function countAccountTokens(
  tx: Tx,
  query: { userId: string; purpose: TokenPurpose; since: number },
): Promise<number> {
  return tx.accountToken.count({
    where: { userId: query.userId, purpose: query.purpose, createdAt: { gt: new Date(query.since) } },
  });
}

/** Uses a link up; of two at once exactly one gets true. `now` in ms. */
export async function spendAccountToken(tx: Tx, query: { id: string; userId: string; now: number }): Promise<boolean> {
  const now = new Date(query.now);
  const { count } = await tx.accountToken.updateMany({
    where: { id: query.id, userId: query.userId, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return count === 1;
}

/** Ends all links of a kind that a person was sent. `now` in ms. */
export async function endAccountTokens(
  tx: Tx,
  query: { userId: string; purpose: TokenPurpose; now: number },
): Promise<void> {
  await tx.accountToken.updateMany({
    where: { userId: query.userId, purpose: query.purpose, usedAt: null },
    data: { usedAt: new Date(query.now) },
  });
}
