import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { getWebhookListener, stopWebhookListener } from '#lib/services/webhooks/listen-webhook.ts';

export const GET = defineRoute({
  contract: api.getWebhookListener,
  run: ({ principal, params }) => getWebhookListener(deps(), principal, params),
});
export const DELETE = defineRoute({
  contract: api.stopWebhookListener,
  run: ({ principal, params }) => stopWebhookListener(deps(), principal, params),
});
export const { POST, PUT, PATCH } = notAllowed;
