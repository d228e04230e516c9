import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { revokeGrant } from '#lib/services/oauth/revoke-grant.ts';

export const DELETE = defineRoute({
  contract: api.deleteConnectedApp,
  run: ({ principal, params }) => revokeGrant(deps(), principal, params),
});
export const { GET, POST, PUT, PATCH } = notAllowed;
