import type { Caller } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import type { Tx } from '#lib/db/client.ts';
import type { User } from '#lib/db/generated/client.ts';
import { lockOpenInvitation } from '#lib/db/invitations.ts';
import { claimSlug, slugify } from '#lib/db/slugs.ts';
import { hasAccounts, hasAccountsLocked } from '#lib/db/system/accounts.ts';
import { findOpenInvitation } from '#lib/db/system/links.ts';
import { createUser } from '#lib/db/users.ts';
import { createWorkspaceWithOwner, type WorkspaceWithRole } from '#lib/db/workspaces.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import { say } from '#lib/shared/say.ts';
import type { IdentityDeps } from './identity-deps.ts';

/** Why somebody may make an account. It is looked at again when the account is made. */
export type SignUpRight =
  | { by: 'open' }
  /** The installation is empty, as far as was seen. */
  | { by: 'first' }
  | { by: 'invitation'; workspaceId: string; id: string };

/**
 * Whether this address may make an account. Where sign-up is closed it takes an open invitation of this very address, whose
 * link was shown; the account does not accept it by that. Throws `signup_closed`.
 */
export async function requireSignUp(
  deps: Pick<IdentityDeps, 'db' | 'config' | 'clock'>,
  { email, invitationId }: { email: string; invitationId: string | null },
): Promise<SignUpRight> {
  if (deps.config.signup === 'open') return { by: 'open' };
  if (!(await hasAccounts(deps.db.prisma))) return { by: 'first' };
  if (invitationId === null) throw signUpClosed();
  const invitation = await findOpenInvitation(deps.db.pool, { id: invitationId, now: deps.clock.now() });
  if (invitation?.email !== email) throw notInvited();
  return { by: 'invitation', workspaceId: invitation.workspaceId, id: invitation.id };
}

export interface NewAccount {
  /** Normalised. */
  email: string;
  name: string;
  /** Null: the person signs in with a provider. */
  passwordHash: string | null;
  /** When a provider vouched for the address; null while it is unproven. */
  emailVerified: Date | null;
  workspaceName?: string | undefined;
  right: SignUpRight;
}

/**
 * An account with its first workspace, whose owner it is. The installation's first account is its operator.
 * Throws `signup_closed`, and a unique violation when the address is taken.
 */
export async function createAccount(
  tx: Tx,
  deps: Pick<IdentityDeps, 'clock'>,
  caller: Caller,
  account: NewAccount,
): Promise<{ user: User; workspace: WorkspaceWithRole }> {
  const { email, name, passwordHash, emailVerified, right } = account;
  const isFirst = !(await hasAccountsLocked(tx));
  if (right.by === 'first' && !isFirst) throw signUpClosed();
  if (right.by === 'invitation' && !(await lockOpenInvitation(tx, { ...right, email, now: deps.clock.now() }))) {
    throw signUpClosed();
  }
  const locale = caller.locale ?? null;
  const user = await createUser(tx, {
    id: newId(),
    email,
    name,
    passwordHash,
    emailVerified,
    locale,
    isOperator: isFirst,
  });
  const id = newId();
  const wanted = slugify(account.workspaceName ?? name, 'workspace');
  const slug = await claimSlug(tx, { scope: 'workspace', wanted, objectId: id });
  const workspaceName = account.workspaceName ?? name;
  const workspace = await createWorkspaceWithOwner(tx, { id, slug, name: workspaceName, ownerId: user.id });
  const actor = { ...caller, kind: 'user' as const, userId: user.id, email, workspaceId: id };
  await writeAudit(tx, actor, { action: 'user.signed-up', targetType: 'user', targetId: user.id });
  await writeAudit(tx, actor, { action: 'workspace.created', targetType: 'workspace', targetId: id, data: { slug } });
  return { user, workspace };
}

function signUpClosed(): AppError {
  return new AppError('signup_closed', say('signup_closed'));
}

function notInvited(): AppError {
  const message = 'The invitation is for another e-mail address';
  return new AppError('signup_closed', message, { errors: [{ path: '/email', code: 'not_invited', message }] });
}
