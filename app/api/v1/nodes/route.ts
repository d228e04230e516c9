import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { listNodeTypes } from '#lib/services/workflows/list-node-types.ts';

export const GET = defineRoute({ contract: api.listNodeTypes, run: listNodeTypes });
export const { POST, PUT, PATCH, DELETE } = notAllowed;
