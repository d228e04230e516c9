import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { cancelExecution } from '#lib/services/executions/cancel-execution.ts';

export const POST = defineRoute({
  contract: api.cancelExecution,
  run: ({ principal, params }) => cancelExecution(deps(), principal, params),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
