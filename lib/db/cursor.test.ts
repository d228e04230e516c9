import { expect, test } from 'vitest';
import { newId } from '#lib/shared/ids.ts';
import { decodeCursor, decodeIdCursor, encodeCursor, pageById } from './cursor.ts';

test('a cursor gives back what it was made of', () => {
  const values = [newId(), '2026-01-01T00:00:00.000Z', 'ünïcode'];
  expect(decodeCursor(encodeCursor(values), 3)).toEqual(values);
  expect(decodeIdCursor(undefined)).toBeUndefined();
});

test.each([
  '',
  'nonsense',
  '%',
  encodeCursor([]),
  encodeCursor(['a', 'b']),
  encodeCursor(['a\0']),
  Buffer.from('{"0":"x"}').toString('base64url'),
])('%j is malformed', (cursor) => {
  expect(() => decodeCursor(cursor, 1)).toThrow(expect.objectContaining({ code: 'malformed' }));
});

test('a cursor that is no id is malformed where an id is wanted', () => {
  expect(() => decodeIdCursor(encodeCursor(["' OR 1=1"]))).toThrow(expect.objectContaining({ code: 'malformed' }));
});

test('a page knows whether there is a next one', () => {
  const rows = [3, 2, 1].map((n) => ({ id: `0000000${n}-0000-7000-8000-000000000000` }));
  expect(pageById(rows, 3)).toEqual({ items: rows, nextCursor: null });
  const page = pageById(rows, 2);
  expect(page.items).toHaveLength(2);
  expect(decodeIdCursor(page.nextCursor!)).toBe(rows[1]!.id);
  expect(pageById([], 2)).toEqual({ items: [], nextCursor: null });
});
