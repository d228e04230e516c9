import { expect, it } from 'vitest';
import { setOwn } from './set-own.ts';

it('sets a member of any name as one of its own', () => {
  const object: Record<string, unknown> = {};
  for (const name of ['a', '__proto__', 'constructor']) setOwn(object, name, { evil: name });
  expect(Object.keys(object)).toEqual(['a', '__proto__', 'constructor']);
  expect(JSON.stringify(object)).toContain('"__proto__":{"evil":"__proto__"}');
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
});
