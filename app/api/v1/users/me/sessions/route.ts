import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listSessions } from '#lib/services/identity/list-sessions.ts';

export const GET = defineRoute({
  contract: api.listSessions,
  run: ({ account }) => listSessions(deps(), account),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
