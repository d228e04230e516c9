import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listenWebhook } from '#lib/services/webhooks/listen-webhook.ts';

export const POST = defineRoute({
  contract: api.listenWebhook,
  run: ({ principal, params, body }) => listenWebhook(deps(), principal, { ...params, ...body }),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
