import type { Account, Principal } from '#lib/contracts/principal.ts';
import type { MembershipRecord } from '#lib/db/system/identities.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { CallerIdentity, Identity } from './identity.ts';

/** What a request adds to an identity. */
export interface RequestContext {
  traceId: string;
  address?: string | undefined;
}

/** Somebody without a workspace yet, for calls about the account. */
export function accountOf(identity: Identity, context: RequestContext): Account {
  const { kind, userId, email, name } = identity;
  const base = { kind, userId, email, name, ...context };
  if (identity.kind === 'user') return { ...base, sessionId: identity.sessionId };
  const { id, scopes } = identity.apiKey;
  return { ...base, apiKey: { id, scopes, workspaceId: identity.membership.workspaceId } };
}

/**
 * The principal in the workspace that the request names (id or slug), or in the only one.
 * Throws `not_found` for a foreign workspace, `workspace_required` when several are possible and none is named.
 */
export function principalOf(identity: CallerIdentity, named: string | undefined, context: RequestContext): Principal {
  const memberships = identity.kind === 'user' ? identity.memberships : [identity.membership];
  const membership = chooseMembership(memberships, named);
  return {
    kind: identity.kind,
    userId: identity.userId,
    email: identity.email,
    emailVerified: identity.emailVerified,
    workspaceId: membership.workspaceId,
    workspaceSlug: membership.slug,
    role: membership.role,
    ...(identity.kind === 'user' ? { sessionId: identity.sessionId } : { apiKey: identity.apiKey }),
    ...(identity.kind === 'oauth' && { client: identity.client }),
    traceId: context.traceId,
    ...(context.address === undefined ? {} : { address: context.address }),
  };
}

function chooseMembership(memberships: readonly MembershipRecord[], named: string | undefined): MembershipRecord {
  if (named !== undefined) {
    const found = memberships.find(({ workspaceId, slug }) => workspaceId === named || slug === named);
    if (!found) throw new AppError('not_found', 'There is no such workspace');
    return found;
  }
  const [only, another] = memberships;
  if (!only) throw new AppError('not_found', 'You belong to no workspace');
  if (another)
    throw new AppError('workspace_required', 'Name a workspace with X-Workspace or ?workspace= (id or slug)');
  return only;
}
