import type { IncomingMessage } from 'node:http';
import type { Principal } from '#lib/contracts/principal.ts';
import type { Authenticator } from '#lib/auth/authenticator.ts';
import type { Credentials } from '#lib/auth/credentials.ts';
import { principalOf } from '#lib/auth/select-workspace.ts';
import type { CallerIdentity, OauthIdentity } from '#lib/auth/identity.ts';
import { isAppError } from '#lib/shared/app-error.ts';

const BEARER = /^Bearer ([\x21-\x7e]{1,4096})$/i;

export interface CallerPorts {
  credentials: Pick<Credentials, 'apiKey'>;
  authenticator: Pick<Authenticator, 'identify'>;
  /** Whose client holds this access token of our authorization server; undefined for a token that is none of it. */
  oauth(token: string, request: IncomingMessage): Promise<OauthIdentity | null | undefined>;
}

/**
 * Who calls: the bearer of an API key, of a member's access token or of a client's for this very server; null for nobody, and for anybody whose credentials
 * are not good. Cookies are never read here.
 */
export async function identifyCaller(ports: CallerPorts, request: IncomingMessage): Promise<CallerIdentity | null> {
  const { authorization } = request.headers;
  const token = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
  if (token === undefined) return null;
  if (token.startsWith('tw_')) return ports.credentials.apiKey(token);
  const client = await ports.oauth(token, request);
  if (client !== undefined) return client;
  try {
    return await ports.authenticator.identify(new Headers({ authorization: `Bearer ${token}` }));
  } catch (error) {
    if (isAppError(error) && error.code === 'unauthenticated') return null;
    throw error;
  }
}

/** Whose live session it is, if they belong to the workspace; else null. */
export async function memberOf(
  credentials: Pick<Credentials, 'session'>,
  sessionId: string,
  workspaceId: string,
): Promise<{ id: string; name: string; email: string } | null> {
  const session = await credentials.session(sessionId);
  if (!session?.memberships.some((membership) => membership.workspaceId === workspaceId)) return null;
  return { id: session.userId, name: session.name, email: session.email };
}

/** The caller as a principal of the workspace in the address; null if they have no place in it. */
export function principalAt(
  identity: CallerIdentity,
  workspaceSlug: string,
  traceId: string,
  address?: string,
): Principal | null {
  try {
    return principalOf(identity, workspaceSlug, { traceId, ...(address !== undefined && { address }) });
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') return null;
    throw error;
  }
}
