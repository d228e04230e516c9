import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { restoreWorkflow } from '#lib/services/workflows/restore-workflow.ts';

export const POST = defineRoute({
  contract: api.restoreWorkflow,
  run: ({ principal, params }) => restoreWorkflow(deps(), principal, params),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
