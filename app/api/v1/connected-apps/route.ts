import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listGrants } from '#lib/services/oauth/list-grants.ts';

export const GET = defineRoute({
  contract: api.listConnectedApps,
  run: ({ principal, query }) => listGrants(deps(), principal, query),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
