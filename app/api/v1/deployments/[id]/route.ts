import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { getDeployment } from '#lib/services/deployments/get-deployment.ts';

export const GET = defineRoute({
  contract: api.getDeployment,
  run: ({ principal, params }) => getDeployment(deps(), principal, params),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
