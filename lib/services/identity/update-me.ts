import type { User } from '#lib/contracts/api/identity.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import { renameUser } from '#lib/db/users.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { presentUser } from './present.ts';
import { requirePerson } from './require-person.ts';

/** Changes one's own name. Throws `forbidden` for API keys: an account belongs to its person. */
export async function updateMe(deps: IdentityDeps, account: Account, input: { name: string }): Promise<User> {
  requirePerson(account);
  const user = await deps.db.transaction(async (tx) => {
    const renamed = await renameUser(tx, { userId: account.userId, name: input.name });
    if (!renamed) throw new AppError('not_found', 'There is no such account');
    await writeAccountAudit(tx, account, { action: 'user.renamed', data: { name: input.name } });
    return renamed;
  });
  await deps.credentialsChanged({ userId: account.userId });
  return presentUser(user);
}
