import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { rollbackWorkflow } from '#lib/services/deployments/rollback-workflow.ts';

export const POST = defineRoute({
  contract: api.rollbackWorkflow,
  run: ({ principal, params, body }) => rollbackWorkflow(deps(), principal, { ...params, ...body }),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
