import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deleteExecution } from '#lib/services/executions/delete-execution.ts';
import { getExecution } from '#lib/services/executions/get-execution.ts';

export const GET = defineRoute({
  contract: api.getExecution,
  run: ({ principal, params, query }) => getExecution(deps(), principal, { ...params, ...query }),
});
export const DELETE = defineRoute({
  contract: api.deleteExecution,
  run: ({ principal, params }) => deleteExecution(deps(), principal, params),
});
export const { POST, PUT, PATCH } = notAllowed;
