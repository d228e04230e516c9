import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { createExport } from '#lib/services/exports/create-export.ts';
import { listExports } from '#lib/services/exports/list-exports.ts';

export const GET = defineRoute({
  contract: api.listExports,
  run: ({ principal }) => listExports(deps(), principal),
});
export const POST = defineRoute({
  contract: api.createExport,
  run: ({ principal }) => createExport(deps(), principal),
});
export const { PUT, PATCH, DELETE } = notAllowed;
