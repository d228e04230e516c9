import type { AccountDeps } from '../identity/account-deps.ts';
import { twoFactorMail } from '../identity/mails.ts';

/** Mails somebody that their second factor changed. Without a mail server nothing: the console is for links. */
export function tellPerson(deps: AccountDeps, email: string, change: 'on' | 'off' | 'removed'): void {
  if (deps.mail.delivery !== 'email') return;
  deps.afterAnswer(() => deps.mail.send(twoFactorMail(deps.config.publicUrl, email, change)));
}
