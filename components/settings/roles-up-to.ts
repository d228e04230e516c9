import { roleSchema, type Role } from '#lib/contracts/principal.ts';

/** The roles that somebody may give to a key: their own and the weaker ones. The server checks it again. */
export function rolesUpTo(role: Role): Role[] {
  return roleSchema.options.slice(roleSchema.options.indexOf(role));
}
