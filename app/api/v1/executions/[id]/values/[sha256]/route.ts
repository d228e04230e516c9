import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { readRunValue } from '#lib/services/executions/read-run-value.ts';

export const GET = defineRoute({
  contract: api.getExecutionValue,
  run: ({ principal, params }) => readRunValue(deps(), principal, params),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
