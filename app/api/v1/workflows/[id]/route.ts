import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deleteWorkflow } from '#lib/services/workflows/delete-workflow.ts';
import { getWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { saveDraft } from '#lib/services/workflows/save-draft.ts';
import { updateWorkflow } from '#lib/services/workflows/update-workflow.ts';

export const GET = defineRoute({
  contract: api.getWorkflow,
  run: ({ principal, params }) => getWorkflow(deps(), principal, params),
});
export const PUT = defineRoute({
  contract: api.saveDraft,
  run: ({ principal, params, body, ifMatch }) =>
    saveDraft(deps(), principal, { ...params, ...body, revision: ifMatch }),
});
export const PATCH = defineRoute({
  contract: api.updateWorkflow,
  run: ({ principal, params, body }) => updateWorkflow(deps(), principal, { ...params, ...body }),
});
export const DELETE = defineRoute({
  contract: api.deleteWorkflow,
  run: ({ principal, params }) => deleteWorkflow(deps(), principal, params),
});
export const { POST } = notAllowed;
