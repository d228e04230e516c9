import { createHash, hkdfSync } from 'node:crypto';
import { jwtVerify, SignJWT, type JWTPayload } from 'jose';

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
  const keys = authSecret.split(',').map((secret) => deriveKey(secret.trim(), purpose));
  const current = keys[0]!;
  const byKid = new Map(keys.map(({ kid, key }) => [kid, key]));
  return {
    sign: (payload) =>
      new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid: current.kid, typ: 'JWT' }).sign(current.key),
    verify: async (token, now) => {
      try {
        const { payload } = await jwtVerify(
          token,
          (header) => {
            const key = byKid.get(header.kid ?? '');
            if (!key) throw new Error('Unknown kid');
            return key;
          },
          { algorithms: ['HS256'], currentDate: new Date(now), requiredClaims: ['sub', 'exp'] },
        );
        return payload;
      } catch {
        return null;
      }
    },
  };
}

function deriveKey(secret: string, purpose: Purpose): SigningKey {
  const key = new Uint8Array(hkdfSync('sha256', secret, 'toolwright', purpose, 32));
  return { key, kid: createHash('sha256').update(key).digest('hex').slice(0, 8) };
}
