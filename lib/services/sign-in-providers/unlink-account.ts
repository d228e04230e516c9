import type { Account } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import { deleteLinkedAccount, listLinkedAccounts } from '#lib/db/linked-accounts.ts';
import { findUser, lockUser } from '#lib/db/users.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { AccountDeps } from '../identity/account-deps.ts';
import { requirePerson } from '../identity/require-person.ts';
import type { ProviderDeps } from './provider-deps.ts';

/**
 * Ends that an identity signs the person in. The last way to sign in stays: without a password, another identity of a
 * provider that is set up has to remain. Sessions go on; they can be ended in the list of sessions.
 * Throws `not_found` (unknown and others' alike), `conflict` (the last way), `forbidden` for API keys.
 */
export async function unlinkAccount(
  deps: Pick<AccountDeps, 'db'> & ProviderDeps,
  account: Account,
  { id }: { id: string },
): Promise<void> {
  requirePerson(account);
  const { userId } = account;
  const usable = (provider: string): boolean => deps.config.identityProviders.some((one) => one.id === provider);
  await deps.db.transaction(async (tx) => {
    await lockUser(tx, { userId });
    const user = await findUser(tx, { userId });
    const removed = await deleteLinkedAccount(tx, { userId, id });
    if (!user || !removed) throw new AppError('not_found', 'There is no such linked account');
    const others = await listLinkedAccounts(tx, { userId });
    if (user.passwordHash === null && !others.some(({ provider }) => usable(provider))) {
      throw new AppError('conflict', 'This is your last way to sign in; set a password first');
    }
    await writeAccountAudit(tx, account, { action: 'account.unlinked', data: { provider: removed.provider } });
  });
}
