import type { User, Workspace } from '#lib/contracts/api/identity.ts';
import type { Caller } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { claimSlug, slugify } from '#lib/db/slugs.ts';
import { hasAccounts, hasAccountsLocked } from '#lib/db/system/accounts.ts';
import { isUniqueViolation } from '#lib/db/unique-violation.ts';
import { createUser } from '#lib/db/users.ts';
import { createWorkspaceWithOwner } from '#lib/db/workspaces.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import type { AccountDeps } from './account-deps.ts';
import { presentUser, presentWorkspace } from './present.ts';
import { sendAccountLink } from './send-account-link.ts';

export interface SignUpInput {
  /** Normalised. */
  email: string;
  password: string;
  name: string;
  workspaceName?: string | undefined;
}

/**
 * An account with its first workspace, whose owner it is. The installation's first account is its operator.
 * A link that proves the address is sent after the answer.
 * Throws `signup_closed`, `conflict` (the address is taken), `rate_limited`.
 */
export async function signUp(
  deps: AccountDeps,
  caller: Caller,
  input: SignUpInput,
): Promise<{ user: User; workspace: Workspace }> {
  await deps.throttle.beforeSignUp(caller.address ?? 'unknown');
  if (deps.config.signup === 'closed' && (await hasAccounts(deps.db.prisma))) throw signUpClosed();
  const passwordHash = await deps.passwords.hash(input.password);
  try {
    const created = await createAccount(deps, caller, { ...input, passwordHash });
    deps.afterAnswer(() => sendAccountLink(deps, created.user, 'verify'));
    return created;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', 'There is an account with this e-mail address', { cause: error });
  }
}

function createAccount(
  deps: AccountDeps,
  caller: Caller,
  input: Omit<SignUpInput, 'password'> & { passwordHash: string },
): Promise<{ user: User; workspace: Workspace }> {
  const { email, name, passwordHash } = input;
  return deps.db.transaction(async (tx) => {
    const isFirst = !(await hasAccountsLocked(tx));
    if (deps.config.signup === 'closed' && !isFirst) throw signUpClosed();
    const user = await createUser(tx, { id: newId(), email, name, passwordHash, isOperator: isFirst });
    const id = newId();
    const wanted = slugify(input.workspaceName ?? name, 'workspace');
    const slug = await claimSlug(tx, { scope: 'workspace', wanted, objectId: id });
    const workspace = await createWorkspaceWithOwner(tx, {
      id,
      slug,
      name: input.workspaceName ?? name,
      ownerId: user.id,
    });
    const actor = { ...caller, kind: 'user' as const, userId: user.id, email, workspaceId: id };
    await writeAudit(tx, actor, { action: 'user.signed-up', targetType: 'user', targetId: user.id });
    await writeAudit(tx, actor, { action: 'workspace.created', targetType: 'workspace', targetId: id, data: { slug } });
    return { user: presentUser(user), workspace: presentWorkspace(workspace) };
  });
}

function signUpClosed(): AppError {
  return new AppError('signup_closed', 'This installation takes no new accounts; ask its operator');
}
