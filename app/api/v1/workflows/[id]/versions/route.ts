import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listVersions } from '#lib/services/workflows/list-versions.ts';

export const GET = defineRoute({
  contract: api.listVersions,
  run: ({ principal, params, query }) => listVersions(deps(), principal, { ...params, ...query }),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
