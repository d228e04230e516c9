import type { User } from '#lib/contracts/api/identity.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import { findUser, renameUser, setLocale } from '#lib/db/users.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { Locale } from '#lib/shared/locales.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { presentUser } from './present.ts';
import { requirePerson } from './require-person.ts';

/** Changes one's own name, or the language of mails. Throws `forbidden` for API keys: an account belongs to its person. */
export async function updateMe(
  deps: IdentityDeps,
  account: Account,
  { name, locale }: { name?: string | undefined; locale?: Locale | undefined },
): Promise<User> {
  requirePerson(account);
  const { userId } = account;
  const user = await deps.db.transaction(async (tx) => {
    if (name !== undefined && (await renameUser(tx, { userId, name }))) {
      await writeAccountAudit(tx, account, { action: 'user.renamed', data: { name } });
    }
    if (locale !== undefined && (await setLocale(tx, { userId, locale }))) {
      await writeAccountAudit(tx, account, { action: 'user.language-chosen', data: { locale } });
    }
    return findUser(tx, { userId });
  });
  if (!user) throw new AppError('not_found', 'There is no such account');
  await deps.credentialsChanged({ userId });
  return presentUser(user);
}
