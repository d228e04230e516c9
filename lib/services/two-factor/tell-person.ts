import { findUserByEmail } from '#lib/db/system/accounts.ts';
import type { AccountDeps } from '../identity/account-deps.ts';
import { twoFactorMail } from '../identity/mails.ts';

/** Mails somebody that their second factor changed. Without a mail server nothing: the console is for links. */
export function tellPerson(deps: AccountDeps, email: string, change: 'on' | 'off' | 'removed'): void {
  if (deps.mail.delivery !== 'email') return;
  deps.afterAnswer(async () => {
    const user = await findUserByEmail(deps.db.prisma, email);
    if (user) await deps.mail.send(twoFactorMail(deps.config.publicUrl, user, change));
  });
}
