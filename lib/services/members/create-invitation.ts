import { say } from '#lib/shared/say.ts';
import type { Delivery } from '#lib/contracts/api/accounts.ts';
import type { Invitation } from '#lib/contracts/api/members.ts';
import { requirePermission, requireWholeWorkspace } from '#lib/contracts/authorise.ts';
import type { Principal, Role } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { replaceInvitation } from '#lib/db/invitations.ts';
import { isMemberAddress } from '#lib/db/members.ts';
import { findUserByEmail } from '#lib/db/system/accounts.ts';
import { findUser } from '#lib/db/users.ts';
import { findWorkspaceName } from '#lib/db/workspaces.ts';
import { languagesOf } from '#lib/mail/compose-mail.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { locales, type Locale } from '#lib/shared/locales.ts';
import type { AccountDeps } from '../identity/account-deps.ts';
import { mintLink } from '../identity/link-token.ts';
import { invitationMail } from '../identity/mails.ts';
import { lockForActor, requireNotAbove } from './change-members.ts';
import { presentInvitation } from './present-member.ts';

const LIFETIME_MS = 7 * 24 * 3_600_000;

/**
 * Invites the one who has this address, in a role of at most the inviter's. The link leaves after the answer; an earlier
 * invitation of the same address ends. Inviting is slowed down by person, so that nobody floods mailboxes from here.
 * Throws `forbidden`, `conflict` (they are a member), `rate_limited`.
 */
export async function createInvitation(
  deps: AccountDeps,
  principal: Principal,
  { email, role }: { email: string; role: Role },
): Promise<Invitation & Delivery> {
  requirePermission(principal, 'member:manage');
  requireWholeWorkspace(principal);
  requireNotAbove(principal.role, role);
  const { workspaceId, userId } = principal;
  await deps.throttle.beforeTry(`invite:${workspaceId}:${email}`, userId);
  const now = deps.clock.now();
  const link = mintLink();
  const made = await deps.db.transaction(async (tx) => {
    const actor = await lockForActor(tx, principal);
    requirePermission(actor, 'member:manage');
    requireNotAbove(actor.role, role);
    if (await isMemberAddress(tx, { workspaceId, email })) {
      throw new AppError('conflict', say('member_already'));
    }
    const expiresAt = new Date(now + LIFETIME_MS);
    const { id, hash } = link;
    const row = await replaceInvitation(
      tx,
      { id, workspaceId, email, role, hash, invitedById: userId, expiresAt },
      now,
    );
    await writeAudit(tx, principal, {
      action: 'invitation.created',
      targetType: 'invitation',
      targetId: id,
      data: { email, role },
    });
    const workspaceName = await findWorkspaceName(tx, { workspaceId });
    return { row, workspaceName: workspaceName ?? '', inviter: await findUser(tx, { userId }) };
  });
  const { workspaceName, inviter } = made;
  deps.afterAnswer(async () => {
    const known = await findUserByEmail(deps.db.prisma, email);
    const languages = known ? languagesOf(known.locale) : inviterFirst(inviter?.locale);
    const invitation = { email, role, workspaceName, inviterName: inviter?.name ?? '', languages };
    await deps.mail.send(invitationMail(deps.config.publicUrl, invitation, link.token));
  });
  return { ...presentInvitation(made.row), delivery: deps.mail.delivery };
}

/** Nobody knows what a stranger reads; likely what the one reads who invites them. */
function inviterFirst(locale: string | null | undefined): readonly Locale[] {
  return [...new Set([...languagesOf(locale), ...locales])];
}
