import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { readFile } from '#lib/services/files/read-file.ts';

export const GET = defineRoute({
  contract: api.getFileContent,
  run: ({ principal, params }) => readFile(deps(), principal, params),
});
export const { POST, PUT, PATCH, DELETE } = notAllowed;
