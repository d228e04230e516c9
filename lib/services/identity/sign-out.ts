import type { Caller } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import { endSession } from '#lib/db/sessions.ts';
import type { IdentityDeps } from './identity-deps.ts';

/** Ends one's own session: its cookies, tokens and open streams are dead within a second. Ending it twice is no error. */
export async function signOut(
  deps: IdentityDeps,
  caller: Caller,
  session: { userId: string; email: string; sessionId: string },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const { userId, sessionId } = session;
    if (!(await endSession(tx, { userId, sessionId, now: deps.clock.now() }))) return;
    await writeAccountAudit(
      tx,
      { ...caller, kind: 'user', userId, email: session.email },
      { action: 'user.signed-out' },
    );
  });
  await deps.credentialsChanged({ userId: session.userId, sessionId: session.sessionId });
}
