import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { startDeployment } from '#lib/services/deployments/start-deployment.ts';

export const POST = defineRoute({
  contract: api.startDeployment,
  run: ({ principal, params }) => startDeployment(deps(), principal, params),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
