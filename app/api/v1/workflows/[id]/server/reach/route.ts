import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { checkReach } from '#lib/services/servers/check-reach.ts';

export const POST = defineRoute({
  contract: api.checkServerReach,
  run: ({ principal, params }) => checkReach(deps(), principal, params),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
