import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deleteConnection } from '#lib/services/connections/delete-connection.ts';
import { getConnection } from '#lib/services/connections/get-connection.ts';
import { updateConnection } from '#lib/services/connections/update-connection.ts';

export const GET = defineRoute({
  contract: api.getConnection,
  run: ({ principal, params }) => getConnection(deps(), principal, params),
});
export const PATCH = defineRoute({
  contract: api.updateConnection,
  run: ({ principal, params, body }) => updateConnection(deps(), principal, { ...params, ...body }),
});
export const DELETE = defineRoute({
  contract: api.deleteConnection,
  run: ({ principal, params, query }) => deleteConnection(deps(), principal, { ...params, ...query }),
});
export const { POST, PUT } = notAllowed;
