import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { diffVersions } from '#lib/services/workflows/diff-versions.ts';

export const GET = defineRoute({
  contract: api.diffVersions,
  run: ({ principal, params, query }) => diffVersions(deps(), principal, { ...params, ...query }),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
