import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { getServer } from '#lib/services/servers/get-server.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';

export const GET = defineRoute({
  contract: api.getServer,
  run: ({ principal, params }) => getServer(deps(), principal, params),
});
export const PATCH = defineRoute({
  contract: api.updateServer,
  run: ({ principal, params, body }) => updateServer(deps(), principal, { ...params, ...body }),
});
export const { POST, PUT, DELETE } = notAllowed;
