import { timingSafeEqual } from 'node:crypto';
import Provider, { errors, interactionPolicy, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { ACCESS_TOKEN_SECONDS } from './access-tokens.ts';
import { redirectsFault } from './client-rules.ts';
import { hashOfSecret, postgresAdapter, type AdapterPorts } from './postgres-adapter.ts';
import type { OauthKeys } from './signing-keys.ts';

/** What a client may ask for at a server. */
export const SERVER_SCOPES = 'mcp:call mcp:read';

/** How long somebody may think about what they are asked, in seconds. */
export const INTERACTION_SECONDS = 15 * 60;
/** A client that does not come for so long has to ask again. */
const REFRESH_SECONDS = 30 * 24 * 3600;
const DOCUMENT_BYTES = 5 * 1024;

export interface ProviderPorts extends AdapterPorts {
  issuer: string;
  keys: OauthKeys;
  /** Part of the names of cookies. */
  instanceId: string;
  /** Whether this is the address of a server that asks for OAuth. */
  isServer(resource: string): Promise<boolean>;
  /** Opens documents of clients through the outbound guard. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Whether this caller may have another document fetched. */
  mayFetch(context: KoaContextWithOIDC): Promise<boolean>;
  /** A client came for a token: its grant lives on until then, in ms. */
  extendGrant(grantId: string, until: number): Promise<void>;
  /** A page for a person who cannot be sent back to their client. */
  showError(context: KoaContextWithOIDC, error: { error: string; error_description?: string | undefined }): void;
  onError(error: unknown): void;
}

/** The authorization server; `callback()` is its request listener, mounted at the issuer's path. */
export function createProvider(ports: ProviderPorts): Provider {
  const provider = new Provider(ports.issuer, configurationOf(ports));
  // Its addresses are those of the issuer; `oauth-route.ts` says so in the headers that this makes it believe.
  provider.proxy = true;
  provider.on('server_error', (_context, error) => ports.onError(error));
  // Secrets are stored as hashes, which stand in for them in loaded clients.
  provider.Client.prototype.compareClientSecret = function compare(actual: string) {
    const stored = Buffer.from(this.clientSecret ?? '', 'base64url');
    const given = hashOfSecret(actual);
    return stored.length === given.length && timingSafeEqual(stored, given);
  };
  return provider;
}

function configurationOf(ports: ProviderPorts): Configuration {
  const { keys, instanceId, clock } = ports;
  const cookie = (name: string): string => `toolwright.${instanceId}.oauth-${name}`;
  return {
    adapter: postgresAdapter(ports),
    jwks: { keys: [...keys.jwks] as NonNullable<Configuration['jwks']>['keys'] },
    cookies: {
      keys: [...keys.cookieKeys],
      names: { session: cookie('session'), interaction: cookie('interaction'), resume: cookie('resume') },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    routes: {
      authorization: '/authorize',
      token: '/token',
      revocation: '/revoke',
      registration: '/register',
      jwks: '/jwks',
    },
    scopes: ['mcp:call', 'mcp:read', 'offline_access'],
    responseTypes: ['code'],
    pkce: { required: () => true },
    ...clientRules,
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    loadExistingGrant: async ({ oidc }) => {
      const grantId = oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : oidc.provider.Grant.find(grantId);
    },
    interactions: {
      policy: alwaysAsk(),
      url: (_context, interaction) => `${ports.issuer}/interaction/${interaction.uid}`,
    },
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: () => true,
    expiresWithSession: () => false,
    extraTokenClaims: async (_context, token) => {
      if (!('grantId' in token) || token.grantId === undefined) throw new errors.InvalidGrant('no grant');
      await ports.extendGrant(token.grantId, clock.now() + REFRESH_SECONDS * 1000);
      return { gid: token.grantId };
    },
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: 60,
      Interaction: INTERACTION_SECONDS,
      RefreshToken: REFRESH_SECONDS,
      Grant: REFRESH_SECONDS,
      Session: 60,
      IdToken: 60,
    },
    clientBasedCORS: (_context, origin, client) =>
      client.redirectUris?.some((uri) => URL.parse(uri)?.origin === origin) ?? false,
    fetch: (url, init) => ports.fetch(String(url), init as RequestInit),
    fetchResponseBodyLimits: { 'client_id metadata document': DOCUMENT_BYTES, jwks_uri: DOCUMENT_BYTES },
    renderError: (context, out) => ports.showError(context, out),
    features: featuresOf(ports),
  };
}

/** What clients may be, and how they prove it. */
const clientRules: Configuration = {
  clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
  clientDefaults: {
    // Loopback redirects at any port (RFC 8252, section 7.3), which clients rely on without saying that they are apps.
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
    id_token_signed_response_alg: 'EdDSA',
    authorization_signed_response_alg: 'EdDSA',
    introspection_signed_response_alg: 'EdDSA',
  },
  enabledJWA: {
    idTokenSigningAlgValues: ['EdDSA'],
    clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'],
  },
  extraClientMetadata: {
    properties: ['redirect_uris'],
    validator: (_context, _name, uris) => {
      const fault = redirectsFault(uris);
      if (fault !== null) throw new errors.InvalidRedirectUri(fault);
    },
  },
  allowOmittingSingleRegisteredRedirectUri: false,
};

function featuresOf(ports: ProviderPorts): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    dPoP: { enabled: false },
    revocation: { enabled: true, allowedPolicy: (_context, client, token) => token.clientId === client.clientId },
    registration: { enabled: true, initialAccessToken: false, issueRegistrationAccessToken: false },
    clientIdMetadataDocument: {
      enabled: true,
      ack: 'draft-02',
      cacheDuration: { min: 60, max: 24 * 3600 },
      allowFetch: ports.mayFetch,
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: ({ oidc }) => {
        if (oidc.route === 'authorization') throw new errors.InvalidTarget('resource must name one MCP server');
        return undefined as unknown as string;
      },
      useGrantedResource: () => true,
      getResourceServerInfo: async ({ oidc }, resource) => {
        if (Array.isArray(oidc.params?.['resource']) || !(await ports.isServer(resource)))
          throw new errors.InvalidTarget('resource must name one MCP server that asks for OAuth');
        return {
          scope: SERVER_SCOPES,
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: ACCESS_TOKEN_SECONDS,
          jwt: { sign: { alg: 'EdDSA' } },
        };
      },
    },
  };
}

/** Whoever asks is asked: nothing that was allowed before answers for this time. */
function alwaysAsk(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.get('login')?.checks.clear();
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check('nobody_said_who', 'somebody has to sign in', 'login_required', ({ oidc }) =>
        oidc.result?.login ? interactionPolicy.Check.NO_NEED_TO_PROMPT : interactionPolicy.Check.REQUEST_PROMPT,
      ),
    );
  return policy;
}
