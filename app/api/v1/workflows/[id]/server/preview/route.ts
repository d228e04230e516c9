import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { previewServer } from '#lib/services/servers/update-server.ts';

export const POST = defineRoute({
  contract: api.previewServer,
  run: ({ principal, params, body }) => previewServer(deps(), principal, { ...params, ...body }),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
