import type { Said } from '#lib/shared/say.ts';
import type { z } from 'zod';
import { sayIssue } from '#lib/contracts/field-fault.ts';
import { AppError, type FieldError } from '#lib/shared/app-error.ts';

type Issue = z.core.$ZodIssue;

const MAX_ERRORS = 100;

/** The body as its schema wants it. Throws `invalid` (422) with a JSON Pointer for each wrong place. */
export function validateBody(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) => fieldErrors(issue, value)).slice(0, MAX_ERRORS);
  throw new AppError('invalid', said(errors[0]), { errors });
}

/** Query fields as their schema wants them. Throws `malformed` (400) with `?name` for each wrong one. */
export function validateQuery(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues
    .flatMap((issue) => fieldErrors(issue, value))
    .map((error) => ({ ...error, path: error.path.replace(/^\//, '?') }));
  throw new AppError('malformed', 'The query is not valid', { errors: errors.slice(0, MAX_ERRORS) });
}

/** Path places as their schema wants them. What cannot be an id names nothing: `not_found`, like a foreign id. */
export function validatePath(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError('not_found', 'There is nothing at this address');
}

/** A problem says what its first wrong place says. */
function said(first: FieldError | undefined): Said | string {
  if (!first) return 'The body is not valid';
  const { path, message, params } = first;
  return params === undefined
    ? message
    : { message, params: { ...params, ...(path !== '' && { field: path.slice(1) }) } };
}

/** RFC 6901. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function fieldErrors(issue: Issue, value: unknown): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: jsonPointer([...issue.path, key]),
      code: 'unknown_field',
      ...sayIssue(issue, value),
    }));
  }
  return [{ path: jsonPointer(issue.path), code: issue.code, ...sayIssue(issue, value) }];
}
