import type { Principal } from '#lib/contracts/principal.ts';
import { AppError } from '#lib/shared/app-error.ts';

/** The workflows that a key is bound to; null for everybody else. Lists are narrowed to it. */
export function reachOf(principal: Principal): readonly string[] | null {
  return principal.apiKey?.servers ?? null;
}

/** @throws {AppError} `not_found` where an API key is bound to other workflows: it never learns that this one exists. */
export function requireReach(principal: Principal, workflowId: string, what = 'workflow'): void {
  const reach = reachOf(principal);
  if (reach !== null && !reach.includes(workflowId)) throw notFound(what);
}

export function notFound(what: string): AppError {
  return new AppError('not_found', `There is no such ${what}`);
}
