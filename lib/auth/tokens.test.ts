import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { ACCESS_TOKEN_SECONDS, createAccessTokens } from './access-tokens.ts';
import { createSessionCookies, readCookie } from './session-cookie.ts';

const now = Date.UTC(2026, 0, 1);
const old = 'o'.repeat(16) + '0123456789abcdef';
const fresh = 'f'.repeat(16) + '0123456789abcdef';
const subject = {
  userId: '01890a5d-ac96-774b-bcce-b302099a8057',
  sessionId: '01890a5d-ac96-774b-bcce-b302099a8058',
  email: 'ada@example.com',
};
const read = { userId: subject.userId, sessionId: subject.sessionId };

test('an access token carries exactly the claims of the contract and lives 15 minutes', async () => {
  const tokens = createAccessTokens(old);
  const token = await tokens.issue(subject, now);
  const iat = now / 1000;
  expect(decodeJwt(token)).toEqual({
    sub: subject.userId,
    email: subject.email,
    sid: subject.sessionId,
    iat,
    exp: iat + 900,
  });
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'HS256', kid: expect.stringMatching(/^[0-9a-f]{8}$/) });
  expect(await tokens.read(token, now + (ACCESS_TOKEN_SECONDS - 1) * 1000)).toEqual(read);
  expect(await tokens.read(token, now + ACCESS_TOKEN_SECONDS * 1000)).toBeNull();
});

test('keys rotate with overlap: the first signs, all verify', async () => {
  const before = await createAccessTokens(old).issue(subject, now);
  const rotated = createAccessTokens(`${fresh},${old}`);
  const after = await rotated.issue(subject, now);
  expect(await rotated.read(before, now)).toEqual(read);
  expect(await createAccessTokens(fresh).read(after, now)).toEqual(read);
  expect(await createAccessTokens(fresh).read(before, now)).toBeNull();
});

test('what we did not sign is nobody', async () => {
  const tokens = createAccessTokens(old);
  const claims = { sub: subject.userId, sid: subject.sessionId };
  const unsigned = new UnsecuredJWT(claims).setExpirationTime('1h').encode();
  const { kid } = decodeProtectedHeader(await tokens.issue(subject, now));
  const forged = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: kid! })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(old));
  for (const token of ['', 'x', 'a.b.c', unsigned, forged]) expect(await tokens.read(token, now)).toBeNull();
});

test('a cookie is no access token, and an access token no cookie', async () => {
  const tokens = createAccessTokens(old);
  const cookies = createSessionCookies({ authSecret: old, instanceId: 'a', publicUrl: 'http://127.0.0.1:3000' });
  const cookie = await cookies.seal({ sub: subject.userId, sid: subject.sessionId }, now);
  expect(await cookies.open(cookie, now)).toEqual(read);
  expect(await tokens.read(cookie, now)).toBeNull();
  expect(await cookies.open(await tokens.issue(subject, now), now)).toBeNull();
});

test('cookie names carry the instance, and __Host- over https', () => {
  const names = (instanceId: string, publicUrl: string): string =>
    createSessionCookies({ authSecret: old, instanceId, publicUrl }).names.session;
  expect(names('a', 'http://127.0.0.1:3000')).not.toBe(names('b', 'http://127.0.0.1:3000'));
  expect(names('a', 'https://tools.example.com')).toMatch(/^__Host-toolwright\.a\./);
});

test('a cookie is found by its whole name', () => {
  const header = 'xtoolwright.a.session=1; toolwright.a.session=ey.x=; toolwright.a.session2=3';
  expect(readCookie(header, 'toolwright.a.session')).toBe('ey.x=');
  expect(readCookie(header, 'toolwright.a')).toBeUndefined();
  expect(readCookie(null, 'toolwright.a.session')).toBeUndefined();
});
