import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listMembers } from '#lib/services/members/list-members.ts';

export const GET = defineRoute({
  contract: api.listMembers,
  run: ({ principal, query }) => listMembers(deps(), principal, query),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
