import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { settleStep } from '#lib/services/executions/settle-step.ts';

export const POST = defineRoute({
  contract: api.settleStep,
  run: ({ principal, params, body }) => settleStep(deps(), principal, { ...params, ...body }),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
