import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { readExport } from '#lib/services/exports/read-export.ts';

export const GET = defineRoute({
  contract: api.getExportContent,
  run: ({ principal, params }) => readExport(deps(), principal, params),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
