import type { IncomingMessage } from 'node:http';
import {
  findLiveGrants,
  findOauthServer,
  findOnlyOauthServer,
  extendGrant,
  touchGrants,
} from '#lib/db/system/oauth-grants.ts';
import type { LiveGrant, OauthServer } from '#lib/db/system/oauth-grants.ts';
import { FreshCache } from '#lib/auth/fresh-cache.ts';
import type { OauthIdentity } from '#lib/auth/identity.ts';
import { createAccessTokenReader, type AccessTokenReader } from '#lib/oauth/access-tokens.ts';
import { issuerOf, resourceOf, serverOfPath, serverOfResource, type ServerAddress } from '#lib/oauth/addresses.ts';
import { createConsentTokens, type ConsentTokens } from '#lib/oauth/consent-tokens.ts';
import { GrantDirectory } from '#lib/oauth/grant-directory.ts';
import { createProvider, type ProviderPorts } from '#lib/oauth/provider.ts';
import { createOauthKeys } from '#lib/oauth/signing-keys.ts';
import type { OutboundGuard } from '#lib/outbound/outbound-http.ts';
import { endGrant } from '#lib/services/oauth/end-grant.ts';
import type { Core } from './core.ts';
import type { McpLimits } from './rate-limit-wiring.ts';

/** Which servers ask for OAuth is never older than this. */
const SERVER_AGE_MS = 500;
const SERVERS = 5_000;
/** Of the metadata document of a client, in all. */
const DOCUMENT_TIMEOUT_MS = 5_000;
const DOCUMENT_BYTES = 64 * 1024;
/** Clients belong to no workspace. */
const NO_WORKSPACE = '';
/** A client that registered itself and then is used lives on as long as a grant of it may. */
const CLIENT_AFTER_GRANT_MS = 24 * 3_600_000;

const mcpScopes = ['mcp:call', 'mcp:read'] as const;

export type AuthorizationServer = ReturnType<typeof createProvider>;

/** What a runtime needs for servers that ask for OAuth. */
export interface OauthWiring {
  issuer: string;
  tokens: AccessTokenReader;
  consents: ConsentTokens;
  grants: GrantDirectory<LiveGrant>;
  /** The server at an address if it asks for OAuth. */
  findServer(address: ServerAddress): Promise<OauthServer | null>;
  /** The installation’s only server, if it asks for OAuth. */
  findOnlyServer(): Promise<ServerAddress | null>;
  createServer(
    pages: Pick<ProviderPorts, 'showError' | 'onError'> & { addressOf(request: IncomingMessage): string },
  ): AuthorizationServer;
}

export function wireOauth(
  core: Core,
  guard: Pick<OutboundGuard, 'fetch'>,
  limits: Pick<McpLimits, 'ofDocuments'>,
): OauthWiring {
  const { config, clock, db } = core;
  const issuer = issuerOf(config);
  const keys = createOauthKeys(config.authSecret);
  const servers = new FreshCache<OauthServer | null>({ max: SERVERS, maxAgeMs: SERVER_AGE_MS, now: () => clock.now() });
  const only = new FreshCache<ServerAddress | null>({ max: 1, maxAgeMs: SERVER_AGE_MS, now: () => clock.now() });
  const findServer = (address: ServerAddress): Promise<OauthServer | null> =>
    servers.get(resourceOf(config, address), () => findOauthServer(db.pool, address.workspaceSlug, address.serverSlug));
  const grants = new GrantDirectory<LiveGrant>({
    read: (ids) => findLiveGrants(db.pool, ids, clock.now()),
    touch: (ids) => touchGrants(db.pool, ids, clock.now()),
    now: () => clock.now(),
  });
  return {
    issuer,
    tokens: createAccessTokenReader(keys, issuer),
    consents: createConsentTokens(config.authSecret),
    grants,
    findServer,
    findOnlyServer: () => only.get('', () => findOnlyOauthServer(db.pool)),
    createServer: ({ addressOf, ...pages }) =>
      createProvider({
        ...pages,
        issuer,
        keys,
        pool: db.pool,
        clock,
        instanceId: config.instanceId,
        isServer: async (resource) => {
          const address = serverOfResource(config, resource);
          return address !== null && (await findServer(address)) !== null;
        },
        fetch: (url, init) => fetchGuarded(guard, url, init),
        mayFetch: async ({ req }) => (await limits.ofDocuments(addressOf(req))) === null,
        extendGrant: (grantId, until) =>
          extendGrant(db.pool, {
            grantId,
            now: clock.now(),
            grantUntil: until,
            clientUntil: until + CLIENT_AFTER_GRANT_MS,
          }),
        endGrant: (grantId, why) => endGrant(core, grantId, why),
      }),
  };
}

/** A document of a client, through the guard. What leads elsewhere is not followed to its end: it is no answer. */
async function fetchGuarded(guard: Pick<OutboundGuard, 'fetch'>, url: string, init: RequestInit): Promise<Response> {
  const answer = await guard.fetch({
    method: 'GET',
    url,
    headers: { accept: new Headers(init.headers).get('accept') ?? 'application/json' },
    maxBytes: DOCUMENT_BYTES,
    workspaceId: NO_WORKSPACE,
    signal: AbortSignal.timeout(DOCUMENT_TIMEOUT_MS),
  });
  if (answer.url !== new URL(url).href) return new Response(null, { status: 421 });
  const status = answer.status >= 200 && answer.status <= 599 ? answer.status : 502;
  const isEmpty = status === 204 || status === 205 || status === 304;
  return new Response(isEmpty ? null : Buffer.from(answer.body), { status, headers: cacheHeaders(answer.headers) });
}

/** The headers that say how long a document holds; the others are nobody’s business. */
function cacheHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = ['cache-control', 'expires', 'content-type'];
  return Object.fromEntries(kept.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}

/**
 * The client behind an access token, at the server that the request asks: null for a token that is not (or no longer) good there,
 * undefined for a text that our authorization server has not signed.
 */
export async function oauthCaller(
  { config, clock }: Pick<Core, 'config' | 'clock'>,
  { tokens, grants }: Pick<OauthWiring, 'tokens' | 'grants'>,
  token: string,
  request: IncomingMessage,
): Promise<OauthIdentity | null | undefined> {
  const reading = tokens.read(token, clock.now());
  const claims = reading instanceof Promise ? await reading : reading;
  if (!claims) return claims;
  const path = (request.url ?? '/').split('?', 1)[0]!;
  const address = serverOfPath(path);
  if (!address || claims.audience !== resourceOf(config, address)) return null;
  const grant = await grants.find(claims.grantId);
  if (!grant || grant.resource !== claims.audience || grant.userId !== claims.userId) return null;
  const scopes = mcpScopes.filter((scope) => claims.scopes.includes(scope) && grant.scopes.includes(scope));
  return {
    kind: 'oauth',
    userId: grant.userId,
    email: grant.email,
    emailVerified: grant.emailVerified,
    name: grant.name,
    apiKey: { id: grant.grantId, scopes, servers: [grant.serverId] },
    client: { id: grant.clientId, name: grant.clientName },
    membership: grant.membership,
  };
}
