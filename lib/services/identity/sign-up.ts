import type { User, Workspace } from '#lib/contracts/api/identity.ts';
import type { Caller } from '#lib/contracts/principal.ts';
import { isUniqueViolation } from '#lib/db/unique-violation.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { say } from '#lib/shared/say.ts';
import { tryInvitation } from '../members/try-invitation.ts';
import type { AccountDeps } from './account-deps.ts';
import { createAccount, requireSignUp } from './create-account.ts';
import { presentUser, presentWorkspace } from './present.ts';
import { sendAccountLink } from './send-account-link.ts';

export interface SignUpInput {
  /** Normalised. */
  email: string;
  password: string;
  name: string;
  workspaceName?: string | undefined;
  /** The token of an invitation's link: it allows a sign-up where sign-up is closed, and accepts nothing. */
  invitation?: string | undefined;
}

/**
 * An account with its first workspace, whose owner it is. A link that proves the address is sent after the answer.
 * Throws `signup_closed`, `invalid` (a dead invitation), `conflict` (the address is taken), `rate_limited`.
 */
export async function signUp(
  deps: AccountDeps,
  caller: Caller,
  input: SignUpInput,
): Promise<{ user: User; workspace: Workspace }> {
  await deps.throttle.beforeSignUp(caller.address ?? 'unknown');
  const { email, name, workspaceName } = input;
  const asked = deps.config.signup === 'closed' ? input.invitation : undefined;
  const invitation = asked === undefined ? null : await tryInvitation(deps, caller, asked);
  const right = await requireSignUp(deps, { email, invitationId: invitation?.id ?? null });
  const passwordHash = await deps.passwords.hash(input.password);
  const account = { email, name, passwordHash, emailVerified: null, workspaceName, right };
  try {
    const { user, workspace } = await deps.db.transaction((tx) => createAccount(tx, deps, caller, account));
    deps.afterAnswer(() => sendAccountLink(deps, user, 'verify'));
    return { user: presentUser(user), workspace: presentWorkspace(workspace) };
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new AppError('conflict', say('email_taken'), { cause: error });
  }
}
