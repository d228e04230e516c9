import { describe, expect, test } from 'vitest';
import type { AppError } from '#lib/shared/app-error.ts';
import { requirePermission, roleAllows, roleAtLeast, weakerRole } from './authorise.ts';
import { permissions, roleSchema, type Permission, type Role } from './principal.ts';

/** The table of `contract.md`, written down a second time on purpose. */
const table: Record<Permission, string> = {
  'workflow:read': 'owner admin editor viewer',
  'execution:read': 'owner admin editor viewer',
  'workflow:create': 'owner admin editor',
  'workflow:update': 'owner admin editor',
  'workflow:execute': 'owner admin editor',
  'workflow:delete': 'owner admin editor',
  'variable:use': 'owner admin editor',
  'connection:use': 'owner admin editor',
  'deployment:manage': 'owner admin editor',
  'connection:manage': 'owner admin',
  'variable:manage': 'owner admin',
  'key:manage': 'owner admin',
  'member:manage': 'owner admin',
  'workspace:update': 'owner admin',
  'audit:read': 'owner admin',
  'workspace:delete': 'owner',
};
const all = Object.keys(permissions) as Permission[];
const roles = roleSchema.options;
const cells = all.flatMap((permission) => roles.map((role) => ({ role, permission })));

describe('the permission table', () => {
  test('nobody without credentials holds a permission', () => {
    for (const permission of all) {
      expect(() => requirePermission({ kind: 'anonymous', role: 'owner' }, permission)).toThrow(/Sign in/);
    }
  });

  test.each(cells)('$role and $permission', ({ role, permission }) => {
    const allowed = table[permission].split(' ').includes(role);
    expect(roleAllows(role, permission)).toBe(allowed);
    const attempt = (): void => requirePermission({ role }, permission);
    if (allowed) expect(attempt).not.toThrow();
    else expect(attempt).toThrow(expect.objectContaining({ code: 'forbidden' } satisfies Partial<AppError>));
  });

  test('a stronger role holds every permission of a weaker one, so that ranks may stand for rights', () => {
    for (const [rank, weaker] of roles.entries()) {
      for (const stronger of roles.slice(0, rank)) {
        const missing = all.filter((permission) => roleAllows(weaker, permission) && !roleAllows(stronger, permission));
        expect(missing, `${stronger} over ${weaker}`).toEqual([]);
      }
    }
  });
});

test.each<[Role, Role, Role]>([
  ['owner', 'viewer', 'viewer'],
  ['viewer', 'owner', 'viewer'],
  ['admin', 'editor', 'editor'],
  ['editor', 'editor', 'editor'],
])('the weaker of %s and %s is %s', (a, b, weaker) => {
  expect(weakerRole(a, b)).toBe(weaker);
});

test('a role is at least itself and those below it', () => {
  expect(roleAtLeast('admin', 'admin')).toBe(true);
  expect(roleAtLeast('admin', 'viewer')).toBe(true);
  expect(roleAtLeast('admin', 'owner')).toBe(false);
});
