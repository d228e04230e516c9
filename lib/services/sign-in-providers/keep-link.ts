import { emailSchema } from '#lib/contracts/api/identity.ts';
import type { Caller } from '#lib/contracts/principal.ts';
import { writeAccountAudit } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/client.ts';
import { insertLinkedAccount } from '#lib/db/linked-accounts.ts';
import { newId } from '#lib/shared/ids.ts';

/** Whom a provider vouches for; every check of the protocol is behind us. */
export interface Identity {
  provider: string;
  issuer: string;
  subject: string;
  /** As the provider spells it. */
  email: string | null;
  emailVerified: boolean;
  name: string | null;
}

/** Links an identity to the actor's account. Throws a unique violation when it signs somebody in already. */
export async function keepLink(
  tx: Tx,
  actor: Caller & { kind: 'user'; userId: string; email: string },
  { provider, issuer, subject, email }: Identity,
): Promise<void> {
  const emailAtLink = emailSchema.safeParse(email).data ?? null;
  await insertLinkedAccount(tx, { id: newId(), userId: actor.userId, provider, issuer, subject, emailAtLink });
  await writeAccountAudit(tx, actor, { action: 'account.linked', data: { provider } });
}
