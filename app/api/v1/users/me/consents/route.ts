import { api } from '#lib/contracts/api/index.ts';
import { notAllowed } from '#lib/http/not-allowed.ts';
import { consentDeps } from '#lib/server/consent.ts';
import { defineRoute } from '#lib/server/define-route.ts';
import { answerConsent } from '#lib/services/oauth/consent.ts';

export const POST = defineRoute({
  contract: api.answerConsent,
  run: ({ account, body }) => answerConsent(consentDeps(), account, body),
});
export const { GET, PUT, PATCH, DELETE } = notAllowed;
