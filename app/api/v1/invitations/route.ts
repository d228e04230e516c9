import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { createInvitation } from '#lib/services/members/create-invitation.ts';
import { listInvitations } from '#lib/services/members/list-invitations.ts';

export const GET = defineRoute({
  contract: api.listInvitations,
  run: ({ principal, query }) => listInvitations(deps(), principal, query),
});
export const POST = defineRoute({
  contract: api.createInvitation,
  run: ({ principal, body }) => createInvitation(deps(), principal, body),
});
export const { PUT, PATCH, DELETE } = notAllowed;
