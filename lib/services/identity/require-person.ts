import type { Account } from '#lib/contracts/principal.ts';
import { AppError } from '#lib/shared/app-error.ts';

/** What changes an account or makes workspaces is done by its person, signed in: never by a key. Throws `forbidden`. */
export function requirePerson(account: Account): void {
  if (account.kind !== 'user') throw new AppError('forbidden', 'API keys cannot do this; sign in');
}
