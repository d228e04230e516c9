import type { User } from 'next-auth';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { z } from 'zod';
import type { IdentityProvider } from '#lib/config/identity-providers.ts';
import { githubClaims } from './github-identity.ts';

/** Whom a provider vouches for, after every check of its answer. */
export interface ProviderIdentity {
  provider: string;
  /** Who names the subject; with it the identity's key. */
  issuer: string;
  subject: string;
  /** As the provider spells it; not normalised. */
  email: string | null;
  /** Whether the provider says that the person has proven the address. */
  emailVerified: boolean;
  name: string | null;
}

/** For each request to a provider. The whole way back has a limit of its own (`lib/server`). */
const HTTP_TIMEOUT_MS = 10_000;

/** What is wanted of an identity before next-auth takes it for one of ours: `identityOf` reads it again. */
export type IdentityUser = User & { identity: ProviderIdentity };

/** The settings of a provider as next-auth takes them: state, PKCE (S256) and, where there is an ID token, a nonce. */
export function oauthConfig(provider: IdentityProvider): OAuthConfig<Record<string, unknown>> {
  const { id, name, clientId, clientSecret } = provider;
  const common = {
    id,
    name,
    clientId,
    clientSecret,
    type: 'oauth',
    httpOptions: { timeout: HTTP_TIMEOUT_MS },
  } as const;
  return id === 'github' ? { ...common, ...github(provider) } : { ...common, ...openid(provider) };
}

type Rest = Omit<OAuthConfig<Record<string, unknown>>, 'id' | 'name' | 'type'>;

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  email: z.string().nullish(),
  /** Some providers send text. */
  email_verified: z.union([z.boolean(), z.string().transform((text) => text === 'true')]).nullish(),
  name: z.string().nullish(),
  preferred_username: z.string().nullish(),
});

function openid({ id, address }: IdentityProvider): Rest {
  return {
    wellKnown: `${address}/.well-known/openid-configuration`,
    authorization: { params: { scope: 'openid email profile' } },
    idToken: true,
    checks: ['state', 'pkce', 'nonce'],
    // The ID token is checked in any case; address and name may be told at the other endpoint only.
    userinfo: {
      request: async ({ client, tokens: given }) => {
        const tokens = given as Exclude<Parameters<typeof client.userinfo>[0], string>;
        const claims = tokens.claims();
        if (client.issuer.metadata.userinfo_endpoint === undefined || claims.email !== undefined) return claims;
        return { ...(await client.userinfo(tokens)), ...claims };
      },
    },
    profile: (profile) => {
      const claims = claimsSchema.parse(profile);
      if (claims.iss.replace(/\/+$/, '') !== address)
        throw new Error('The provider names another issuer than its setting');
      return userOf(id, claims);
    },
  };
}

function github({ id, address }: IdentityProvider): Rest {
  const iss = `${address}/login/oauth`;
  return {
    issuer: iss,
    authorization: { url: `${iss}/authorize`, params: { scope: 'read:user user:email' } },
    token: { url: `${iss}/access_token` },
    client: { token_endpoint_auth_method: 'client_secret_post' },
    checks: ['state', 'pkce'],
    userinfo: {
      request: async ({ client, tokens: given }) => {
        const tokens = given as Exclude<Parameters<typeof client.requestResource>[1], string>;
        const headers = { accept: 'application/vnd.github+json' };
        const claims = await githubClaims(address, async (url) => {
          const { statusCode, body } = await client.requestResource(url, tokens, { headers });
          return { status: statusCode ?? 0, body: body?.toString('utf8') ?? '' };
        });
        return claims;
      },
    },
    profile: (profile) => userOf(id, claimsSchema.parse({ ...profile, iss })),
  };
}

/** next-auth wants an `id`; it is the provider's, and never taken for a person of ours. */
function userOf(provider: string, claims: z.infer<typeof claimsSchema>): IdentityUser {
  const identity: ProviderIdentity = {
    provider,
    issuer: claims.iss,
    subject: claims.sub,
    email: claims.email ?? null,
    emailVerified: claims.email_verified === true,
    name: claims.name ?? claims.preferred_username ?? null,
  };
  return { id: identity.subject, identity };
}

/** The identity that `oauthConfig` made of a provider's answer; null for any other user of next-auth's. */
export function identityOf(user: object): ProviderIdentity | null {
  return 'identity' in user ? (user as IdentityUser).identity : null;
}
