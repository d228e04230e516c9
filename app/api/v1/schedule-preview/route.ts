import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { previewSchedule } from '#lib/services/schedules/list-schedules.ts';

export const GET = defineRoute({
  contract: api.previewSchedule,
  run: ({ principal, query }) => Promise.resolve(previewSchedule(deps(), principal, query)),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
