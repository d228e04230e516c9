import type { Tx } from './client.ts';

export interface NewSession {
  id: string;
  userId: string;
  /** A browser's cookie, or an access token of the API. */
  kind: 'browser' | 'token';
  userAgent: string | null;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

export async function createSession(tx: Tx, session: NewSession): Promise<void> {
  await tx.session.create({ data: { ...session, expiresAt: new Date(session.expiresAt) } });
}

/** Ends one session of one person; false when it had ended before. `now` in ms. */
export async function endSession(tx: Tx, query: { userId: string; sessionId: string; now: number }): Promise<boolean> {
  const { count } = await tx.session.updateMany({
    where: { id: query.sessionId, userId: query.userId, endedAt: null },
    data: { endedAt: new Date(query.now) },
  });
  return count === 1;
}
