import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { deps } from '#lib/server/deps.ts';
import { signUp } from '#lib/services/identity/sign-up.ts';

export const POST = defineRoute({ contract: api.signUp, run: ({ caller, body }) => signUp(deps(), caller, body) });
export const { GET, PUT, PATCH, DELETE } = notAllowed;
