import { expect, test } from 'vitest';
import { z } from 'zod';
import type { AppError } from '#lib/shared/app-error.ts';
import { say } from '#lib/shared/say.ts';
import { jsonPointer, validateBody, validatePath, validateQuery } from './validate.ts';

const schema = z.strictObject({
  name: z.string(),
  nodes: z.array(z.strictObject({ config: z.record(z.string(), z.int()) })).optional(),
});
const failure = (work: () => unknown): AppError => {
  try {
    work();
  } catch (error) {
    return error as AppError;
  }
  throw new Error('It passed');
};

test('each wrong place of a body is a JSON Pointer', () => {
  const error = failure(() => validateBody(schema, { name: 1, nodes: [{ config: { 'a/b~c': 'x' } }] }));
  expect(error).toMatchObject({
    code: 'invalid',
    errors: [{ path: '/name' }, { path: '/nodes/0/config/a~1b~0c' }],
  });
});

test('unknown fields are named, one error each', () => {
  const error = failure(() => validateBody(schema, { name: 'a', id: 1, workspaceId: 2 }));
  expect(error.errors).toEqual([
    { path: '/id', code: 'unknown_field', ...say('no_such_field') },
    { path: '/workspaceId', code: 'unknown_field', ...say('no_such_field') },
  ]);
});

test('what is wrong is said with what it takes to say it in another language', () => {
  const form = z.object({
    name: z.string().min(1).max(3),
    email: z.email(),
    role: z.enum(['owner', 'viewer']),
    count: z.int().min(1),
    tags: z.array(z.string()).max(1),
  });
  const error = failure(() =>
    validateBody(form, { name: 'four', email: 'no', role: 'king', count: 0, tags: ['a', 'b'] }),
  );
  expect(error.errors?.map(({ path, message, params }) => [path, message, params])).toEqual([
    ['/name', 'must NOT have more than 3 characters', { reason: 'field_max_length', limit: 3 }],
    ['/email', 'is no e-mail address', { reason: 'field_email' }],
    ['/role', 'must be one of owner, viewer', { reason: 'field_enum', options: ['owner', 'viewer'] }],
    ['/count', 'must be at least 1', { reason: 'field_minimum', limit: 1 }],
    ['/tags', 'must NOT have more than 1 items', { reason: 'field_max_items', limit: 1 }],
  ]);
  expect(error.params).toEqual({ reason: 'field_max_length', limit: 3, field: 'name' });
  const other = failure(() => validateBody(form, { name: '', email: 1 }));
  expect(other.errors?.map(({ path, message }) => `${path} ${message}`)).toEqual([
    '/name must not be empty',
    '/email must be a text',
    '/role is required',
    '/count is required',
    '/tags is required',
  ]);
});

test('a body that is not there is invalid at its root', () => {
  expect(failure(() => validateBody(schema, undefined))).toMatchObject({ code: 'invalid', errors: [{ path: '' }] });
});

test('query fields are malformed, and named with a question mark', () => {
  const query = z.strictObject({ limit: z.coerce.number().int().max(200) });
  expect(failure(() => validateQuery(query, { limit: 'x' }))).toMatchObject({
    code: 'malformed',
    errors: [{ path: '?limit' }],
  });
  expect(failure(() => validateQuery(query, { limit: '1', nope: '1' }))).toMatchObject({
    errors: [{ path: '?nope', code: 'unknown_field' }],
  });
});

test('a path that cannot be an id names nothing', () => {
  expect(failure(() => validatePath(z.strictObject({ id: z.uuid() }), { id: 'nope' }))).toMatchObject({
    code: 'not_found',
  });
});

test('at most a hundred errors are listed', () => {
  const body = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`x${at}`, 1]));
  expect(failure(() => validateBody(schema, body)).errors).toHaveLength(100);
});

test('pointers escape as RFC 6901 says', () => {
  expect(jsonPointer(['a/b', 'm~n', 0, ''])).toBe('/a~1b/m~0n/0/');
  expect(jsonPointer([])).toBe('');
});
