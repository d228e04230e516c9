import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listExecutions } from '#lib/services/executions/list-executions.ts';

export const GET = defineRoute({
  contract: api.listExecutions,
  run: ({ principal, query }) => listExecutions(deps(), principal, query),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
