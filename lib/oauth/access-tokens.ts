import { LRUCache } from 'lru-cache';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { z } from 'zod';
import type { OauthKeys } from './signing-keys.ts';

/** How long an access token lives, in seconds. */
export const ACCESS_TOKEN_SECONDS = 5 * 60;
const MAX_TOKENS = 10_000;

/** `aud` is one address: a list, even of one, is none of ours. */
const claimsSchema = z.object({
  sub: z.uuid(),
  aud: z.string(),
  gid: z.uuid(),
  client_id: z.string(),
  scope: z.string().optional(),
  exp: z.number(),
});

/** What a token says that our authorization server has signed. */
export interface AccessTokenClaims {
  userId: string;
  /** The one server's address. */
  audience: string;
  grantId: string;
  clientId: string;
  scopes: readonly string[];
  /** Seconds since the epoch. */
  expiresAt: number;
}

export interface AccessTokenReader {
  /**
   * The claims of a live token; null for one that is not good (any more), undefined for a text that is no access token of an
   * authorization server. Says nothing about its audience, nor whether its grant lives. The signature is looked at once for each
   * token. `now` in ms.
   */
  read(token: string, now: number): Promise<AccessTokenClaims | null> | AccessTokenClaims | null | undefined;
}

export function createAccessTokenReader(keys: Pick<OauthKeys, 'publicKey'>, issuer: string): AccessTokenReader {
  const known = new LRUCache<string, AccessTokenClaims>({ max: MAX_TOKENS });
  const verify = async (token: string, now: number): Promise<AccessTokenClaims | null> => {
    const claims = await verified(keys, issuer, token, now);
    if (claims) known.set(token, claims);
    return claims;
  };
  return {
    read: (token, now) => {
      const claims = known.get(token);
      if (!claims) return isAccessToken(token) ? verify(token, now) : undefined;
      return now < claims.expiresAt * 1000 ? claims : null;
    },
  };
}

/** RFC 9068, section 2.1: what sets it apart from members' tokens, which are JWTs too. */
function isAccessToken(token: string): boolean {
  try {
    return decodeProtectedHeader(token).typ === 'at+jwt';
  } catch {
    return false;
  }
}

async function verified(
  keys: Pick<OauthKeys, 'publicKey'>,
  issuer: string,
  token: string,
  now: number,
): Promise<AccessTokenClaims | null> {
  try {
    const { payload } = await jwtVerify(
      token,
      (header) => {
        const key = keys.publicKey(header.kid ?? '');
        if (!key) throw new Error('Unknown kid');
        return key;
      },
      {
        algorithms: ['EdDSA'],
        typ: 'at+jwt',
        issuer,
        currentDate: new Date(now),
        requiredClaims: ['sub', 'aud', 'exp', 'iat', 'gid'],
        maxTokenAge: ACCESS_TOKEN_SECONDS,
      },
    );
    const { sub, aud, gid, client_id, scope, exp } = claimsSchema.parse(payload);
    return {
      userId: sub,
      audience: aud,
      grantId: gid,
      clientId: client_id,
      scopes: scope?.split(' ') ?? [],
      expiresAt: exp,
    };
  } catch {
    return null;
  }
}
