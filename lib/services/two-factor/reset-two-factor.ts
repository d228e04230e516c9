import { requireOperator } from '#lib/contracts/authorise.ts';
import type { Operator, Principal } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import type { Db } from '#lib/db/client.ts';
import { findUserByEmail } from '#lib/db/system/accounts.ts';
import { deleteTwoFactor } from '#lib/db/two-factor.ts';
import { lockUser } from '#lib/db/users.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { AccountDeps } from '../identity/account-deps.ts';
import { tellPerson } from './tell-person.ts';

/**
 * Turns two-factor sign-in off for somebody who lost app and recovery codes. They are told by mail; their sessions stay.
 * Throws `not_found` (no such account, or it is off).
 */
export async function resetTwoFactor(
  deps: AccountDeps,
  operator: Operator,
  { email }: { email: string },
): Promise<void> {
  requireOperator(operator);
  await removeTwoFactor(deps.db, operator, email);
  tellPerson(deps, email, 'removed');
}

/** The same for whoever is entitled already: the command line of the installation. */
export async function removeTwoFactor(
  db: Pick<Db, 'prisma' | 'transaction'>,
  actor: Pick<Principal, 'kind' | 'userId' | 'email' | 'traceId' | 'address'>,
  email: string,
): Promise<void> {
  const user = await findUserByEmail(db.prisma, email);
  const removed =
    user !== null &&
    (await db.transaction(async (tx) => {
      await lockUser(tx, { userId: user.id });
      if (!(await deleteTwoFactor(tx, { userId: user.id }))) return false;
      await writeAccountAudit(tx, actor, { action: 'two-factor.reset', userId: user.id });
      return true;
    }));
  if (!removed) throw new AppError('not_found', 'There is no account with this address and two-factor sign-in');
}
