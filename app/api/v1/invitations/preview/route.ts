import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { previewInvitation } from '#lib/services/members/preview-invitation.ts';

export const POST = defineRoute({
  contract: api.previewInvitation,
  run: ({ caller, body }) => previewInvitation(deps(), caller, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
