import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';

/** Somebody with an account at the provider; what they type as login is their subject. */
export interface ProviderPerson {
  email?: string;
  email_verified?: boolean;
  name?: string;
}

/** A real OpenID provider (oidc-provider) on a free port. Its own pages ask for a login and for consent. */
export interface TestIdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** By subject. */
  readonly people: Map<string, ProviderPerson>;
  /** Begins to serve, for a client that people may be sent back to here. */
  allow(redirectUris: string[]): Promise<void>;
  close(): Promise<void>;
}

/** Requires PKCE with S256, tells addresses at its userinfo endpoint only, and names itself in its answers (RFC 9207). */
export async function startIdentityProvider(): Promise<TestIdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, ProviderPerson>();
  const client = { clientId: 'toolwright', clientSecret: crypto.randomUUID() };
  return {
    issuer,
    ...client,
    people,
    allow: async (redirectUris) => {
      const provider = new Provider(issuer, await configurationOf(client, redirectUris, people));
      server.removeAllListeners('request');
      server.on('request', provider.callback());
    },
    close: () => closeServer(server),
  };
}

async function configurationOf(
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
  redirectUris: string[],
  people: ReadonlyMap<string, ProviderPerson>,
): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: redirectUris }],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: 'test' }] },
    cookies: { keys: [crypto.randomUUID()] },
    claims: { email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
    ttl: { Session: 600, Grant: 600, Interaction: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
  };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
