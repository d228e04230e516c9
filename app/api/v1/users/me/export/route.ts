import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { exportMe } from '#lib/services/exports/export-me.ts';

export const GET = defineRoute({
  contract: api.exportMe,
  run: ({ account }) => exportMe(deps(), account),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
