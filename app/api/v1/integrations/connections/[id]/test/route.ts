import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { testConnection } from '#lib/services/connections/test-connection.ts';

export const POST = defineRoute({
  contract: api.testConnection,
  run: ({ principal, params }) => testConnection(deps(), principal, params),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
