import { api } from '#lib/contracts/api/index.ts';
import type { Method } from '#lib/contracts/api/contract.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { problemResponse } from './problem.ts';
import { traceIdOf } from './trace.ts';

const PREFIX = '/api/v1';

/** Methods that an address has, by the contracts. */
export function methodsAt(pathname: string): Method[] {
  const parts = pathname.split('/');
  const matching = Object.values(api).filter(({ path }) => {
    const pattern = `${PREFIX}${path}`.split('/');
    return pattern.length === parts.length && pattern.every((part, at) => part.startsWith('{') || part === parts[at]);
  });
  return [...new Set(matching.map(({ method }) => method))];
}

function refuse(request: Request): Response {
  const traceId = traceIdOf(request.headers);
  const allow = methodsAt(new URL(request.url).pathname).join(', ');
  const response = problemResponse(new AppError('method_not_allowed', `Use ${allow}`), traceId);
  response.headers.set('allow', allow);
  return response;
}

/** Handlers for the methods that a route file does not have: `export const { PUT, DELETE } = notAllowed;`. */
export const notAllowed: { readonly [M in Method]: (request: Request) => Response } = {
  GET: refuse,
  POST: refuse,
  PUT: refuse,
  PATCH: refuse,
  DELETE: refuse,
};
