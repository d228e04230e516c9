import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { monitoringSummary } from '#lib/services/executions/monitoring-summary.ts';

export const GET = defineRoute({
  contract: api.monitoringSummary,
  run: ({ principal }) => monitoringSummary(deps(), principal),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
