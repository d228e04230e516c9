import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deleteInvitation } from '#lib/services/members/delete-invitation.ts';

export const DELETE = defineRoute({
  contract: api.deleteInvitation,
  run: ({ principal, params }) => deleteInvitation(deps(), principal, params),
});
export const { GET, POST, PUT, PATCH } = notAllowed;
