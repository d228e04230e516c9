import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deleteOldExecutions } from '#lib/services/executions/delete-old-executions.ts';

export const POST = defineRoute({
  contract: api.deleteExecutions,
  run: ({ principal, body }) => deleteOldExecutions(deps(), principal, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
