import type { TwoFactorStatus } from '#lib/contracts/api/two-factor.ts';
import type { Account } from '#lib/contracts/principal.ts';
import { countRecoveryCodes, findTwoFactor } from '#lib/db/two-factor.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { requirePerson } from '../identity/require-person.ts';

/** Whether one's sign-in by password asks for a code. Throws `forbidden` for API keys. */
export async function getTwoFactor(
  { db: { prisma } }: Pick<IdentityDeps, 'db'>,
  account: Account,
): Promise<TwoFactorStatus> {
  requirePerson(account);
  const { userId } = account;
  const [factor, recoveryCodesLeft] = await Promise.all([
    findTwoFactor(prisma, { userId }),
    countRecoveryCodes(prisma, { userId }),
  ]);
  const enabledAt = factor?.enabledAt ?? null;
  return {
    enabled: enabledAt !== null,
    enabledAt: enabledAt?.toISOString() ?? null,
    recoveryCodesLeft,
  };
}
