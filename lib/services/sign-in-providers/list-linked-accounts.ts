import type { SignInMethods } from '#lib/contracts/api/linked-accounts.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { listLinkedAccounts as listRows } from '#lib/db/linked-accounts.ts';
import { findUser } from '#lib/db/users.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { AccountDeps } from '../identity/account-deps.ts';
import { requirePerson } from '../identity/require-person.ts';
import type { ProviderDeps } from './provider-deps.ts';

/** The ways in which the person can sign in, and the providers that they could add. Throws `forbidden` for API keys. */
export async function listLinkedAccounts(
  deps: Pick<AccountDeps, 'db'> & ProviderDeps,
  account: Account,
): Promise<SignInMethods> {
  requirePerson(account);
  const { userId } = account;
  const user = await findUser(deps.db.prisma, { userId });
  if (!user) throw new AppError('not_found', 'There is no such account');
  const rows = await listRows(deps.db.prisma, { userId });
  const providers = deps.config.identityProviders.map(({ id, name }) => ({ id, name }));
  return {
    hasPassword: user.passwordHash !== null,
    providers,
    linked: rows.map((row) => ({
      id: row.id,
      provider: row.provider,
      name: providers.find(({ id }) => id === row.provider)?.name ?? row.provider,
      email: row.emailAtLink,
      createdAt: row.createdAt.toISOString(),
    })),
  };
}
