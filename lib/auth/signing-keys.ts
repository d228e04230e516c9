import { createHash, hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt, jwtVerify, SignJWT, type JWTPayload } from 'jose';

type Purpose =
  | 'access-token'
  | 'session-cookie'
  | 'form-pass'
  | 'form-sheet'
  | 'mcp-session'
  | 'request-state'
  | 'oauth-request'
  | 'oauth-pass';

interface SigningKey {
  kid: string;
  key: Uint8Array;
}

/** Signs and checks JWTs of one purpose (HS256). */
export interface TokenSigner {
  sign(payload: JWTPayload): Promise<string>;
  /** The payload, or null for anything that is not a live token of this purpose. `now` in ms. */
  verify(token: string, now: number): Promise<JWTPayload | null>;
}

/**
 * `AUTH_SECRET` may hold several secrets, separated by commas: the first signs, all verify. That is how the key rotates
 * with overlap. Each purpose derives its own key from a secret (HKDF-SHA256), named by `kid`.
 */
export function createTokenSigner(authSecret: string, purpose: Purpose): TokenSigner {
  const { current, byKid } = keysOf(authSecret, purpose);
  return {
    sign: (payload) =>
      new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid: current.kid, typ: 'JWT' }).sign(current.key),
    verify: async (token, now) => {
      try {
        const { payload } = await jwtVerify(token, (header) => keyOf(byKid, header.kid), {
          algorithms: ['HS256'],
          currentDate: new Date(now),
          requiredClaims: ['sub', 'exp'],
        });
        return payload;
      } catch {
        return null;
      }
    },
  };
}

/** The same with tokens that nobody else can read (A256GCM). */
export function createTokenSealer(authSecret: string, purpose: Purpose): TokenSigner {
  const { current, byKid } = keysOf(authSecret, purpose);
  return {
    sign: (payload) =>
      new EncryptJWT(payload)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: current.kid, typ: 'JWT' })
        .encrypt(current.key),
    verify: async (token, now) => {
      try {
        const { payload } = await jwtDecrypt(token, (header) => keyOf(byKid, header.kid), {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
          currentDate: new Date(now),
          requiredClaims: ['sub', 'exp'],
        });
        return payload;
      } catch {
        return null;
      }
    },
  };
}

interface SigningKeys {
  current: SigningKey;
  byKid: ReadonlyMap<string, Uint8Array>;
}

function keysOf(authSecret: string, purpose: Purpose): SigningKeys {
  const keys = authSecret.split(',').map((secret) => deriveKey(secret.trim(), purpose));
  return { current: keys[0]!, byKid: new Map(keys.map(({ kid, key }) => [kid, key])) };
}

function keyOf(byKid: SigningKeys['byKid'], kid: string | undefined): Uint8Array {
  const key = byKid.get(kid ?? '');
  if (!key) throw new Error('Unknown kid');
  return key;
}

function deriveKey(secret: string, purpose: Purpose): SigningKey {
  const key = new Uint8Array(hkdfSync('sha256', secret, 'toolwright', purpose, 32));
  return { key, kid: createHash('sha256').update(key).digest('hex').slice(0, 8) };
}
