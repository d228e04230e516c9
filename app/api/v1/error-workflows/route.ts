import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listErrorWorkflows } from '#lib/services/error-workflows/list-error-workflows.ts';

export const GET = defineRoute({
  contract: api.listErrorWorkflows,
  run: ({ principal }) => listErrorWorkflows(deps(), principal),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
