import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { stopDeployment } from '#lib/services/deployments/stop-deployment.ts';

export const POST = defineRoute({
  contract: api.stopDeployment,
  run: ({ principal, params }) => stopDeployment(deps(), principal, params),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
