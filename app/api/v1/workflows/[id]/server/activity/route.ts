import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { serverActivity } from '#lib/services/servers/server-activity.ts';

export const GET = defineRoute({
  contract: api.getServerActivity,
  run: ({ principal, params }) => serverActivity(deps(), principal, params),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
