import { say } from '#lib/shared/say.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { Credentials } from './credentials.ts';
import { userIdentity, type Identity, type UserIdentity } from './identity.ts';
import { principalOf, type RequestContext } from './select-workspace.ts';
import { readCookie, type SessionCookies } from './session-cookie.ts';

export interface Authenticator {
  /**
   * Who sends these headers: the bearer of an API key or access token, else of a session cookie; null for nobody.
   * Throws `unauthenticated` when an `Authorization` header is there but not good: it never falls back to the cookie.
   */
  identify(headers: Headers): Promise<Identity | null>;
  /** `identify`, then the workspace of `X-Workspace` or `?workspace=`. Throws as both do. */
  resolvePrincipal(request: Request, context: RequestContext): Promise<Principal>;
  /** Whether an identity still lives with its workspace and role; for open streams. */
  isStillGood(headers: Headers, principal: Principal): Promise<boolean>;
}

interface Ports {
  credentials: Credentials;
  accessTokens: AccessTokens;
  cookies: SessionCookies;
  clock: Clock;
}

export function createAuthenticator(ports: Ports): Authenticator {
  const identify = async (headers: Headers): Promise<Identity | null> => {
    const authorization = headers.get('authorization');
    if (authorization !== null) return identifyBearer(ports, authorization);
    const cookie = readCookie(headers.get('cookie'), ports.cookies.names.session);
    return cookie === undefined ? null : identifyCookie(ports, cookie);
  };
  return {
    identify,
    resolvePrincipal: async (request, context) => {
      const identity = await identify(request.headers);
      if (!identity) throw unauthenticated();
      return principalOf(identity, namedWorkspace(request), context);
    },
    isStillGood: async (headers, principal) => {
      try {
        const identity = await identify(headers);
        if (!identity) return false;
        return principalOf(identity, principal.workspaceId, principal).role === principal.role;
      } catch (error) {
        if (error instanceof AppError) return false;
        throw error;
      }
    },
  };
}

export function unauthenticated(): AppError {
  return new AppError('unauthenticated', say('sign_in_first'));
}

/** The workspace that a request names. Throws `malformed` when header and query disagree. */
export function namedWorkspace(request: Request): string | undefined {
  const header = request.headers.get('x-workspace') ?? undefined;
  const query = new URL(request.url).searchParams.get('workspace') ?? undefined;
  if (header !== undefined && query !== undefined && header !== query) {
    throw new AppError('malformed', 'X-Workspace and ?workspace= name different workspaces');
  }
  return header ?? query;
}

async function identifyBearer(ports: Ports, authorization: string): Promise<Identity> {
  const token = /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(authorization)?.[1];
  const identity = token === undefined ? null : await identifyToken(ports, token);
  if (!identity) throw unauthenticated();
  return identity;
}

async function identifyToken(ports: Ports, token: string): Promise<Identity | null> {
  if (token.startsWith('tw_')) return ports.credentials.apiKey(token);
  return identifySession(ports, await ports.accessTokens.read(token, ports.clock.now()), 'token');
}

async function identifyCookie(ports: Ports, cookie: string): Promise<Identity | null> {
  return identifySession(ports, await ports.cookies.open(cookie, ports.clock.now()), 'cookie');
}

async function identifySession(
  ports: Ports,
  claims: { userId: string; sessionId: string } | null,
  via: UserIdentity['via'],
): Promise<UserIdentity | null> {
  const record = claims && (await ports.credentials.session(claims.sessionId));
  return record && record.userId === claims.userId ? userIdentity(record, via) : null;
}
