import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { importWorkflow } from '#lib/services/workflows/import-workflow.ts';

export const POST = defineRoute({
  contract: api.importWorkflow,
  run: ({ principal, body }) => importWorkflow(deps(), principal, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
