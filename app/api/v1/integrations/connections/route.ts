import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { createConnection } from '#lib/services/connections/create-connection.ts';
import { listConnections } from '#lib/services/connections/list-connections.ts';

export const GET = defineRoute({
  contract: api.listConnections,
  run: ({ principal, query }) => listConnections(deps(), principal, query),
});
export const POST = defineRoute({
  contract: api.createConnection,
  run: ({ principal, body }) => createConnection(deps(), principal, body),
});
export const { PUT, PATCH, DELETE } = notAllowed;
