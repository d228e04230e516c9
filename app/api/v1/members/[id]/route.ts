import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { removeMember } from '#lib/services/members/remove-member.ts';
import { updateMember } from '#lib/services/members/update-member.ts';

export const PATCH = defineRoute({
  contract: api.updateMember,
  run: ({ principal, params, body }) => updateMember(deps(), principal, { ...params, ...body }),
});
export const DELETE = defineRoute({
  contract: api.removeMember,
  run: ({ principal, params }) => removeMember(deps(), principal, params),
});
export const { GET, POST, PUT } = notAllowed;
