import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deployWorkflow } from '#lib/services/deployments/deploy-workflow.ts';

export const POST = defineRoute({
  contract: api.deployWorkflow,
  run: ({ principal, params, body }) => deployWorkflow(deps(), principal, { ...params, ...body }),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
