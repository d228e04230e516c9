import type { ContractResponse } from '#lib/contracts/api/contract.ts';
import type { previewInvitation as contract } from '#lib/contracts/api/members.ts';
import type { Caller } from '#lib/contracts/principal.ts';
import type { IdentityDeps } from '../identity/identity-deps.ts';
import { tryInvitation } from './try-invitation.ts';

/** What an invitation offers, for whoever holds its link. It changes nothing. Throws as `tryInvitation` does. */
export async function previewInvitation(
  deps: Pick<IdentityDeps, 'db' | 'clock' | 'throttle'>,
  caller: Caller,
  { token }: { token: string },
): Promise<ContractResponse<typeof contract>> {
  const { workspaceName, email, role, inviterName, expiresAt } = await tryInvitation(deps, caller, token);
  return {
    workspace: { name: workspaceName },
    email,
    role,
    invitedBy: { name: inviterName },
    expiresAt: expiresAt.toISOString(),
  };
}
