import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listSchedules } from '#lib/services/schedules/list-schedules.ts';

export const GET = defineRoute({
  contract: api.listSchedules,
  run: ({ principal, params }) => listSchedules(deps(), principal, params),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
