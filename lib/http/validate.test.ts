import { expect, test } from 'vitest';
import { z } from 'zod';
import type { AppError } from '#lib/shared/app-error.ts';
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
    { path: '/id', code: 'unknown_field', message: 'There is no such field' },
    { path: '/workspaceId', code: 'unknown_field', message: 'There is no such field' },
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
