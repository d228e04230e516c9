import type { Tx } from './client.ts';
import type { Session } from './generated/client.ts';

/** Access tokens make a session each and live for minutes: nobody reads more lines than these. */
const MOST_SHOWN = 200;

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

/** A person's live sessions, newest first. `now` in ms. */
export async function listLiveSessions(tx: Tx, query: { userId: string; now: number }): Promise<Session[]> {
  return tx.session.findMany({
    where: { userId: query.userId, endedAt: null, expiresAt: { gt: new Date(query.now) } },
    orderBy: { id: 'desc' },
    take: MOST_SHOWN,
  });
}

/** Ends all sessions of a person but `keep`; returns how many. `now` in ms. */
export async function endSessions(
  tx: Tx,
  query: { userId: string; keep?: string | undefined; now: number },
): Promise<number> {
  const { count } = await tx.session.updateMany({
    where: { userId: query.userId, endedAt: null, ...(query.keep ? { id: { not: query.keep } } : {}) },
    data: { endedAt: new Date(query.now) },
  });
  return count;
}
