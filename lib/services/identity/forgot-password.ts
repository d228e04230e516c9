import type { Delivery } from '#lib/contracts/api/accounts.ts';
import type { Caller } from '#lib/contracts/principal.ts';
import { findUserByEmail } from '#lib/db/system/accounts.ts';
import type { AccountDeps } from './account-deps.ts';
import { sendAccountLink } from './send-account-link.ts';

/**
 * Sends a link that sets a new password, if the address has an account. Answer and time are the same for every address:
 * all that differs happens after the answer. Throws `rate_limited`.
 */
export async function forgotPassword(
  deps: AccountDeps,
  caller: Caller,
  { email }: { email: string },
): Promise<Delivery> {
  await deps.throttle.beforeTry(`forgot:${email}`, caller.address ?? 'unknown');
  deps.afterAnswer(async () => {
    const user = await findUserByEmail(deps.db.prisma, email);
    if (user) await sendAccountLink(deps, user, 'reset');
  });
  return { delivery: deps.mail.delivery };
}
