import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { streamEvents } from '#lib/services/events/stream-events.ts';

export const GET = defineRoute({
  contract: api.streamEvents,
  run: ({ principal, lastEventId, signal }) => streamEvents(deps(), principal, { lastEventId, signal }),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
