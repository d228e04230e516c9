import { AppError } from '#lib/shared/app-error.ts';
import { problemResponse } from './problem.ts';
import { traceIdOf } from './trace.ts';

/** Answers an address that no contract describes. */
export function unknownAddress(request: Request): Response {
  return problemResponse(new AppError('not_found', 'There is nothing at this address'), traceIdOf(request.headers));
}
