import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { exchangeMcp } from '#lib/services/servers/exchange-mcp.ts';

export const POST = defineRoute({
  contract: api.exchangeMcp,
  run: ({ principal, params, body, signal }) => exchangeMcp(deps(), principal, { ...params, exchange: body, signal }),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
