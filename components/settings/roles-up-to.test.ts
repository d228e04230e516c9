import { expect, it } from 'vitest';
import { rolesUpTo } from './roles-up-to.ts';

it('offers one’s own role and the weaker ones', () => {
  expect(rolesUpTo('admin')).toEqual(['admin', 'editor', 'viewer']);
  expect(rolesUpTo('viewer')).toEqual(['viewer']);
});
