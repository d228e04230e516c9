import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { getVersion } from '#lib/services/workflows/get-version.ts';

export const GET = defineRoute({
  contract: api.getVersion,
  run: ({ principal, params }) => getVersion(deps(), principal, params),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
