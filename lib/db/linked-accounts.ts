import type { Tx } from './client.ts';
import type { LinkedAccount } from './generated/client.ts';

/** A person at a provider. */
export interface ProviderSubject {
  issuer: string;
  subject: string;
}

export interface NewLinkedAccount extends ProviderSubject {
  id: string;
  userId: string;
  provider: string;
  emailAtLink: string | null;
}

/** Throws a unique violation when the identity signs somebody in already. */
export async function insertLinkedAccount(tx: Tx, row: NewLinkedAccount): Promise<LinkedAccount> {
  return tx.linkedAccount.create({ data: row });
}

/** A person's identities at providers, oldest first. */
export async function listLinkedAccounts(tx: Tx, query: { userId: string }): Promise<LinkedAccount[]> {
  return tx.linkedAccount.findMany({ where: query, orderBy: { id: 'asc' } });
}

/** Takes one identity of a person away; null when there is none such. */
export async function deleteLinkedAccount(
  tx: Tx,
  query: { userId: string; id: string },
): Promise<LinkedAccount | null> {
  const row = await tx.linkedAccount.findFirst({ where: query });
  if (!row) return null;
  const { count } = await tx.linkedAccount.deleteMany({ where: query });
  return count === 1 ? row : null;
}

export interface NewSignInAttempt {
  id: string;
  provider: string;
  stateHash: Uint8Array<ArrayBuffer>;
  browserHash: Uint8Array<ArrayBuffer>;
  returnPath: string;
  /** The person who links an account; null for somebody who signs in. */
  userId: string | null;
  sessionId: string | null;
  invitationId: string | null;
  expiresAt: Date;
}

export async function insertSignInAttempt(tx: Tx, attempt: NewSignInAttempt): Promise<void> {
  await tx.signInAttempt.create({ data: attempt });
}
