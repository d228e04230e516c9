import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { restoreVersion } from '#lib/services/workflows/restore-version.ts';

export const POST = defineRoute({
  contract: api.restoreVersion,
  run: ({ principal, params }) => restoreVersion(deps(), principal, params),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
