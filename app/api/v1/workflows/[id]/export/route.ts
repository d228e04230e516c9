import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { exportWorkflow } from '#lib/services/workflows/export-workflow.ts';

export const GET = defineRoute({
  contract: api.exportWorkflow,
  run: ({ principal, params }) => exportWorkflow(deps(), principal, params),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
