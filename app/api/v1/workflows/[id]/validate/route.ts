import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { validateWorkflow } from '#lib/services/workflows/validate-workflow.ts';

export const POST = defineRoute({
  contract: api.validateWorkflow,
  run: ({ principal, params, body }) => validateWorkflow(deps(), principal, { ...params, ...body }),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
