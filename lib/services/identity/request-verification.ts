import { say } from '#lib/shared/say.ts';
import type { Delivery } from '#lib/contracts/api/accounts.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { findUser } from '#lib/db/users.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { AccountDeps } from './account-deps.ts';
import { requirePerson } from './require-person.ts';
import { sendAccountLink } from './send-account-link.ts';

/** Sends the person a link that proves their address. Throws `conflict` when it is proven, `forbidden` for API keys. */
export async function requestVerification(deps: AccountDeps, account: Account): Promise<Delivery> {
  requirePerson(account);
  const user = await findUser(deps.db.prisma, { userId: account.userId });
  if (!user) throw new AppError('not_found', 'There is no such account');
  if (user.emailVerified) throw new AppError('conflict', say('verified_already'));
  deps.afterAnswer(() => sendAccountLink(deps, user, 'verify'));
  return { delivery: deps.mail.delivery };
}
