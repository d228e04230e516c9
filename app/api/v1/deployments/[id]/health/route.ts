import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { deploymentHealth } from '#lib/services/deployments/deployment-health.ts';

export const GET = defineRoute({
  contract: api.getDeploymentHealth,
  run: ({ principal, params }) => deploymentHealth(deps(), principal, params),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
