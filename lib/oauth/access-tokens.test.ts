import { importJWK, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { newId } from '#lib/shared/ids.ts';
import { createAccessTokenReader } from './access-tokens.ts';
import { createOauthKeys } from './signing-keys.ts';

const issuer = 'https://mcp.example.com/oauth';
const [older, newer] = [
  'the older secret of thirty-two bytes and more',
  'the newer secret of thirty-two bytes and more',
];
const NOW = 1_800_000_000_000;
const seconds = NOW / 1000;

async function tokenOf(secret: string, change: object = {}): Promise<string> {
  const jwk = createOauthKeys(secret).jwks[0]!;
  const claims = {
    sub: newId(),
    gid: newId(),
    client_id: 'c',
    aud: 'https://mcp.example.com/mcp/a/b',
    scope: 'mcp:call',
  };
  return new SignJWT({ ...claims, iss: issuer, iat: seconds, exp: seconds + 300, ...change })
    .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid, typ: 'at+jwt' })
    .sign(await importJWK(jwk as never, 'EdDSA'));
}

describe('access tokens', () => {
  it('tell whose they are, for what, and until when', async () => {
    const reader = createAccessTokenReader(createOauthKeys(older!), issuer);
    expect(await reader.read(await tokenOf(older!), NOW)).toMatchObject({
      audience: 'https://mcp.example.com/mcp/a/b',
      scopes: ['mcp:call'],
      expiresAt: seconds + 300,
    });
  });

  it('are looked at once, and are over when they are over', async () => {
    const keys = createOauthKeys(older!);
    let looked = 0;
    const counting = { publicKey: (kid: string) => (looked++, keys.publicKey(kid)) };
    const reader = createAccessTokenReader(counting, issuer);
    const token = await tokenOf(older!);
    for (let calls = 0; calls < 50; calls++) expect(await reader.read(token, NOW)).not.toBeNull();
    expect(looked).toBe(1);
    expect(reader.read(token, NOW + 300_000), 'without waiting for anything').toBeNull();
  });

  it('of an older secret are good while it is still named, and no longer', async () => {
    const token = await tokenOf(older!);
    const during = createAccessTokenReader(createOauthKeys(`${newer},${older}`), issuer);
    expect(await during.read(token, NOW)).not.toBeNull();
    expect(await during.read(await tokenOf(newer!), NOW)).not.toBeNull();
    expect(await createAccessTokenReader(createOauthKeys(newer!), issuer).read(token, NOW)).toBeNull();
  });

  it('are told apart from tokens of other kinds', () => {
    const reader = createAccessTokenReader(createOauthKeys(older!), issuer);
    for (const text of ['', 'x', 'a.b.c', `${btoa('{"alg":"HS256","typ":"JWT"}')}.e30.x`]) {
      expect(reader.read(text, NOW), text).toBeUndefined();
    }
  });

  it('the same secret makes the same keys in every process, and no other secret does', () => {
    expect(createOauthKeys(older!).jwks).toEqual(createOauthKeys(older!).jwks);
    expect(createOauthKeys(older!).jwks[0]!.x).not.toBe(createOauthKeys(newer!).jwks[0]!.x);
    expect(createOauthKeys(`${newer},${older}`).jwks.map(({ x }) => x)).toEqual([
      createOauthKeys(newer!).jwks[0]!.x,
      createOauthKeys(older!).jwks[0]!.x,
    ]);
  });
});
