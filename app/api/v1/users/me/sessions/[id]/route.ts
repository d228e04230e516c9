import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { endSession } from '#lib/services/identity/end-session.ts';

export const DELETE = defineRoute({
  contract: api.endSession,
  run: ({ account, params }) => endSession(deps(), account, params),
});
export const { GET, POST, PUT, PATCH } = notAllowed;
