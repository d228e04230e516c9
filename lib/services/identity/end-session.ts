import type { Account } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import { endSession as endSessionRow } from '#lib/db/sessions.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { requirePerson } from './require-person.ts';

/**
 * Ends one of the person's own sessions, the present one too; its cookies, tokens and streams are dead within a second.
 * Throws `not_found` for unknown, ended and others' sessions alike, `forbidden` for API keys.
 */
export async function endSession(deps: IdentityDeps, account: Account, { id }: { id: string }): Promise<void> {
  requirePerson(account);
  const { userId } = account;
  await deps.db.transaction(async (tx) => {
    if (!(await endSessionRow(tx, { userId, sessionId: id, now: deps.clock.now() }))) {
      throw new AppError('not_found', 'There is no such session');
    }
    await writeAccountAudit(tx, account, { action: 'session.ended', data: { sessionId: id } });
  });
  await deps.credentialsChanged({ userId, sessionId: id });
}
