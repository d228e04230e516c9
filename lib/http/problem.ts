import type { HttpProblem } from '#lib/contracts/problem.ts';
import type { AppError } from '#lib/shared/app-error.ts';
import { errorCodes } from '#lib/shared/error-codes.ts';
import { apiHeaders } from './security-headers.ts';

/** An expected failure as an RFC 9457 problem document. `details` may add members, never replace the standard ones. */
export function toProblem(error: AppError, traceId: string): HttpProblem {
  const { status, title } = errorCodes[error.code];
  return {
    ...error.details,
    type: `urn:toolwright:problem:${error.code}`,
    title,
    status,
    detail: error.publicMessage,
    code: error.code,
    traceId,
    ...(error.params && { params: error.params }),
    ...(error.errors ? { errors: error.errors } : {}),
  };
}

export function problemResponse(error: AppError, traceId: string): Response {
  const headers = apiHeaders(traceId);
  headers.set('content-type', 'application/problem+json');
  if (error.retryAfterMs !== undefined) headers.set('retry-after', String(Math.ceil(error.retryAfterMs / 1000)));
  if (error.status === 401) headers.set('www-authenticate', 'Bearer realm="toolwright"');
  return new Response(JSON.stringify(toProblem(error, traceId)), { status: error.status, headers });
}
