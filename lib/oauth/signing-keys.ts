import { createHash, createPrivateKey, createPublicKey, hkdfSync, type JsonWebKey, type KeyObject } from 'node:crypto';

/** DER of a PKCS #8 key of Ed25519 up to its 32 bytes (RFC 8410, section 7). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What signs access tokens (Ed25519): the first secret's key signs, those of all secrets verify. */
export interface OauthKeys {
  /** Private keys as JWKs, the signing one first. */
  readonly jwks: readonly (JsonWebKey & { kid: string; use: 'sig'; alg: 'EdDSA' })[];
  /** The public key of a `kid`; undefined for others. */
  publicKey(kid: string): KeyObject | undefined;
  /** For the signatures of the authorization server's own cookies. */
  readonly cookieKeys: readonly string[];
}

/** Keys for `AUTH_SECRET`, which may hold several secrets, separated by commas (see `lib/auth/signing-keys.ts`). */
export function createOauthKeys(authSecret: string): OauthKeys {
  const secrets = authSecret.split(',').map((secret) => secret.trim());
  const keys = secrets.map((secret) => {
    const seed = derived(secret, 'oauth-access-token');
    const privateKey = createPrivateKey({
      key: Buffer.concat([PKCS8_ED25519, seed]),
      format: 'der',
      type: 'pkcs8',
    });
    const publicKey = createPublicKey(privateKey);
    const kid = createHash('sha256')
      .update(publicKey.export({ format: 'der', type: 'spki' }))
      .digest('hex')
      .slice(0, 16);
    return { kid, privateKey, publicKey };
  });
  const byKid = new Map(keys.map(({ kid, publicKey }) => [kid, publicKey]));
  return {
    jwks: keys.map(({ kid, privateKey }) => ({
      ...privateKey.export({ format: 'jwk' }),
      kid,
      use: 'sig',
      alg: 'EdDSA',
    })),
    publicKey: (kid) => byKid.get(kid),
    cookieKeys: secrets.map((secret) => derived(secret, 'oauth-cookies').toString('base64url')),
  };
}

function derived(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'toolwright', purpose, 32));
}
