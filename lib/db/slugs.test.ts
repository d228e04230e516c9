import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slugSchema } from '#lib/contracts/api/common.ts';
import { slugify } from './slugs.ts';

test.each([
  ['Ada Lovelace', 'ada-lovelace'],
  ['  --Crème brûlée!! ', 'creme-brulee'],
  ['한국어', 'hangugeo'],
  ['주문 확인 봇', 'jumun-hwagin-bos'],
  ['주문 확인'.normalize('NFD'), 'jumun-hwagin'],
  ['Müller & Søn', 'muller-son'],
  ['Москва', 'moskva'],
  ['订单 检查', 'dingdan-jiancha'],
  ['ＡＢＣ ①', 'abc-1'],
  ['!?…', 'workspace'],
  ['../../etc', 'etc'],
  ['', 'workspace'],
])('%j becomes %s', (name, slug) => {
  expect(slugify(name, 'workspace')).toBe(slug);
});

test('whatever the name, the slug has its form', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (name) => {
      expect(slugify(name, 'workspace')).toSatisfy((slug: string) => slugSchema.safeParse(slug).success);
    }),
  );
});
