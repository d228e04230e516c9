import type { Identity } from '#lib/auth/identity.ts';
import { isOperator } from '#lib/services/operator/is-operator.ts';
import { deps } from './deps.ts';

/** Whether the visitor of a page operates the installation. */
export function visitorOperates(identity: Identity | null): Promise<boolean> {
  return identity?.kind === 'user' ? isOperator(deps(), identity.userId) : Promise.resolve(false);
}
