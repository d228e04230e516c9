import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { listFiles } from '#lib/services/files/list-files.ts';
import { uploadFile } from '#lib/services/files/upload-file.ts';

export const GET = defineRoute({
  contract: api.listFiles,
  run: ({ principal, query }) => listFiles(deps(), principal, query),
});
export const POST = defineRoute({
  contract: api.uploadFile,
  run: ({ principal, query, upload }) => uploadFile(deps(), principal, { ...upload, name: query.name ?? upload.name }),
});
export const { PUT, PATCH, DELETE } = notAllowed;
