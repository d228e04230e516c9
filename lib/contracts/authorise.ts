import { say } from '#lib/shared/say.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { permissions, roleSchema, type Operator, type Permission, type Principal, type Role } from './principal.ts';

/** Strongest first; each role holds every permission of those after it (a test proves it for the table). */
const ranks = roleSchema.options;

export function roleAllows(role: Role, permission: Permission): boolean {
  const holders: readonly Role[] = permissions[permission];
  return holders.includes(role);
}

/** The one place where a use case asks whether it may go on. Throws `forbidden` (403). */
export function requirePermission(
  principal: Pick<Principal, 'role'> & Partial<Pick<Principal, 'kind'>>,
  permission: Permission,
): void {
  if (principal.kind === 'anonymous') throw new AppError('forbidden', say('sign_in_first'));
  if (!roleAllows(principal.role, permission)) {
    throw new AppError('forbidden', say('role_lacks', { role: principal.role, permission }));
  }
}

/** Whether `a` has at least the rights of `b`. */
export function roleAtLeast(a: Role, b: Role): boolean {
  return ranks.indexOf(a) <= ranks.indexOf(b);
}

/** The rights that both roles share: what an API key has of its owner's current role. */
export function weakerRole(a: Role, b: Role): Role {
  return roleAtLeast(a, b) ? b : a;
}

/** What is about the whole workspace is not for a key that is bound to named servers. Throws `forbidden`. */
export function requireWholeWorkspace(principal: Pick<Principal, 'apiKey'>): void {
  if (principal.apiKey?.servers) throw new AppError('forbidden', 'This key is bound to named servers');
}

/** What is about the whole installation is its operator's alone: no role of a workspace reaches it. Throws `forbidden`. */
export function requireOperator(operator: Partial<Pick<Operator, 'operates'>>): void {
  if (operator.operates !== true) throw new AppError('forbidden', say('operator_only'));
}
