import { gzipSync } from 'node:zlib';
import { SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createAccessTokens } from '#lib/auth/access-tokens.ts';
import { createSessionCookies } from '#lib/auth/session-cookie.ts';
import { api } from '#lib/contracts/api/index.ts';
import type { ApiContract } from '#lib/contracts/api/contract.ts';
import { newId } from '#lib/shared/ids.ts';
import { useWeb, type SignedUp } from './testing/web-harness.ts';

const web = useWeb();
let ada: SignedUp;
let grace: SignedUp;
beforeAll(async () => {
  [ada, grace] = [await web.signUp(), await web.signUp()];
});

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { sub: string; sid: string };
const whoIs = (headers: Record<string, string>) => web.call('GET', '/users/me', { headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a token that we did not make', () => {
  test('is nobody, whatever it claims', async () => {
    const claims = claimsOf(ada.token);
    const [header, payload, signature] = ada.token.split('.') as [string, string, string];
    const other = JSON.stringify({ ...claims, sub: grace.user.id, exp: 9_999_999_999 });
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
    const sign = (secret: string) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid })
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode(secret));
    const forged = [
      new UnsecuredJWT(claims).setExpirationTime('1h').encode(),
      `${header}.${Buffer.from(other).toString('base64url')}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
      await sign('another secret of more than 32 bytes'),
      await sign(process.env['AUTH_SECRET']!),
    ];
    for (const token of forged) expect((await whoIs(bearer(token))).status, token).toBe(401);
    expect((await whoIs(bearer(ada.token))).status).toBe(200);
  });

  test('by another installation is nobody here, also about the same person and session', async () => {
    const { sub, sid } = claimsOf(ada.token);
    const elsewhere = createAccessTokens('another installation’s secret, long enough');
    const subject = { userId: sub, email: ada.email, sessionId: sid };
    expect((await whoIs(bearer(await elsewhere.issue(subject, Date.now())))).status).toBe(401);
  });

  test('but of a session that is somebody else’s is nobody', async () => {
    const mixed = createAccessTokens(process.env['AUTH_SECRET']!);
    const subject = { userId: grace.user.id, email: grace.email, sessionId: claimsOf(ada.token).sid };
    expect((await whoIs(bearer(await mixed.issue(subject, Date.now())))).status).toBe(401);
    expect((await whoIs(bearer(await mixed.issue({ ...subject, sessionId: newId() }, Date.now())))).status).toBe(401);
  });

  test('that is replayed after its session ended is nobody', async () => {
    const leaving = await web.signUp();
    const { sid } = claimsOf(leaving.token);
    const ended = await web.call('DELETE', `/users/me/sessions/${sid}`, { token: leaving.token });
    expect(ended.status).toBe(204);
    await expect.poll(async () => (await whoIs(bearer(leaving.token))).status, { timeout: 1_500 }).toBe(401);
  });
});

test('cookies of a copy on another port neither sign in here nor sign out what is signed in here', async () => {
  const { sub, sid } = claimsOf(ada.token);
  const here = `${web.deps.cookies.names.session}=${await web.deps.cookies.seal({ sub, sid }, Date.now())}`;
  const copy = createSessionCookies({
    authSecret: 'the other copy’s secret, which is long enough',
    instanceId: 'copy',
    publicUrl: 'http://127.0.0.1:5999',
  });
  const sealed = await copy.seal({ sub, sid }, Date.now());
  const theirs = `${copy.names.session}=${sealed}`;
  expect((await whoIs({ cookie: theirs })).status).toBe(401);
  expect((await whoIs({ cookie: `${web.deps.cookies.names.session}=${sealed}` })).status).toBe(401);
  for (const cookie of [`${theirs}; ${here}`, `${here}; ${theirs}`]) expect((await whoIs({ cookie })).status).toBe(200);
});

describe('bodies', () => {
  test('that are compressed are refused before they grow', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, 0x20));
    const before = process.memoryUsage().rss;
    for (const encoding of ['gzip', 'br', 'deflate, gzip']) {
      const headers = { 'content-encoding': encoding, 'content-type': 'application/json' };
      const answer = await web.call('PATCH', '/users/me', { token: ada.token, headers, body: bomb });
      expect(answer, answer.text).toMatchObject({ status: 415, json: { code: 'unsupported_media_type' } });
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  test('with a name twice mean the last one, for the check and for the work', async () => {
    const rename = (body: string) => web.call('PATCH', '/users/me', { token: ada.token, body });
    expect((await rename('{"name":"First","name":"Second"}')).json).toMatchObject({ name: 'Second' });
    expect((await rename('{"name":"Good","name":""}')).status).toBe(422);
    expect((await web.call('GET', '/users/me', { token: ada.token })).json).toMatchObject({ name: 'Second' });
  });

  test('with __proto__ and its like change nothing but what they store', async () => {
    const names = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"toString":"x"}';
    const node = `{"id":"n1","key":"start","type":"trigger.manual","config":{"sample":${names}}}`;
    const body = `{"name":"Flow","definition":{"schemaVersion":1,"nodes":[${node}],"edges":[]}}`;
    const created = await web.call<{ id: string }>('POST', '/workflows', { token: ada.token, body });
    expect(created.status, created.text).toBe(201);
    const read = await web.call('GET', `/workflows/${created.json.id}`, { token: ada.token });
    expect(read.text).toContain(names);
    const put = await web.call('PUT', '/variables/odd', { token: ada.token, body: `{"value":${names}}` });
    expect(put.status, put.text).toBe(201);
    const { json } = await web.call('GET', '/variables/odd', { token: ada.token });
    expect(json).toMatchObject({ value: { toString: 'x' } });
    expect((json['value'] as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('no write takes a column of ours', () => {
  let columns: string[] = [];
  beforeAll(async () => {
    const { rows } = await web.db.pool.query<{ name: string }>(
      `SELECT DISTINCT column_name AS name FROM information_schema.columns WHERE table_schema = 'public'`,
    );
    columns = rows.map(({ name }) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
  });
  const named = (body: z.ZodType): string[] => {
    if (body instanceof z.ZodObject) return Object.keys(body.shape);
    return body instanceof z.ZodPrefault || body instanceof z.ZodOptional ? named(body.unwrap() as z.ZodType) : [];
  };
  const requiredQuery = (query: z.ZodType | undefined): string => {
    const fields = query instanceof z.ZodObject ? Object.entries<z.ZodType>(query.shape) : [];
    const required = fields.filter(([, field]) => !field.safeParse(undefined).success);
    return required.length === 0 ? '' : `?${required.map(([name]) => `${name}=n1`).join('&')}`;
  };
  const writes = (Object.entries(api) as [string, ApiContract][]).filter(([, { body }]) => body);

  test.each(writes)('%s', async (_, contract) => {
    expect(columns.length).toBeGreaterThan(60);
    const path = contract.path.replaceAll(/\{(\w+)\}/g, (_part, name) => (name === 'id' ? newId() : 'n1'));
    const asked = requiredQuery(contract.query);
    const own = named(contract.body!);
    const others = columns.filter((column) => !own.includes(column));
    for (let at = 0; at < others.length; at += 50) {
      const sent = others.slice(at, at + 50);
      const answer = await web.call<{ errors: { path: string; code: string }[] }>(contract.method, path + asked, {
        token: ada.token,
        headers: { 'if-match': '"1"' },
        body: Object.fromEntries(sent.map((column) => [column, 'x'])),
      });
      expect(answer.status, answer.text).toBe(422);
      const refused = answer.json.errors.filter(({ code }) => code === 'unknown_field').map((error) => error.path);
      expect(refused).toEqual(expect.arrayContaining(sent.map((column) => `/${column}`)));
    }
  });
});
