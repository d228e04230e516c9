import packageJson from '../../../../package.json' with { type: 'json' };
import { api } from '#lib/contracts/api/index.ts';
import { buildOpenApi } from '#lib/contracts/openapi/build-openapi.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';

const document = buildOpenApi(api, packageJson.version);

export const GET = defineRoute({ contract: api.getOpenApi, run: () => document });
export const { POST, PUT, PATCH, DELETE } = notAllowed;
