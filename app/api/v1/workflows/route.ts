import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { createWorkflow } from '#lib/services/workflows/create-workflow.ts';
import { listWorkflows } from '#lib/services/workflows/list-workflows.ts';

export const GET = defineRoute({
  contract: api.listWorkflows,
  run: ({ principal, query }) => listWorkflows(deps(), principal, query),
});
export const POST = defineRoute({
  contract: api.createWorkflow,
  run: ({ principal, body }) => createWorkflow(deps(), principal, body),
});
export const { PUT, PATCH, DELETE } = notAllowed;
