import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slugSchema } from '#lib/contracts/api/common.ts';
import { slugify } from './slugs.ts';

test.each([
  ['Ada Lovelace', 'ada-lovelace'],
  ['  --Crème brûlée!! ', 'creme-brulee'],
  ['한국어', 'workspace'],
  ['../../etc', 'etc'],
  ['', 'workspace'],
])('%j becomes %s', (name, slug) => {
  expect(slugify(name, 'workspace')).toBe(slug);
});

test('whatever the name, the slug has its form', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
      expect(slugify(name, 'workspace')).toSatisfy((slug: string) => slugSchema.safeParse(slug).success);
    }),
  );
});
