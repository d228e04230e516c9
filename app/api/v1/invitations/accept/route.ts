import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { acceptInvitation } from '#lib/services/members/accept-invitation.ts';

export const POST = defineRoute({
  contract: api.acceptInvitation,
  run: ({ account, body }) => acceptInvitation(deps(), account, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
