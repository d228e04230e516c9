import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { previewDeployment } from '#lib/services/deployments/preview-deployment.ts';

export const GET = defineRoute({
  contract: api.previewDeployment,
  run: ({ principal, params, query }) => previewDeployment(deps(), principal, { ...params, ...query }),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
