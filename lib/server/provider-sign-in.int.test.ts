import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashOf } from '#lib/services/sign-in-providers/begin-provider-sign-in.ts';
import { startIdentityProvider, type TestIdentityProvider } from '#lib/testing/identity-provider.ts';
import { ProviderBrowser } from './testing/provider-browser.ts';
import { useWeb, type SignedUp } from './testing/web-harness.ts';

let there: TestIdentityProvider;
beforeAll(async () => {
  there = await startIdentityProvider();
  await there.allow(['oidc', 'google'].map((id) => `http://127.0.0.1:5210/api/auth/callback/${id}`));
  Object.assign(process.env, {
    OIDC_ISSUER: there.issuer,
    OIDC_CLIENT_ID: there.clientId,
    OIDC_CLIENT_SECRET: there.clientSecret,
    OIDC_NAME: 'Acme ID',
    GOOGLE_BASE_URL: there.issuer,
    GOOGLE_CLIENT_ID: there.clientId,
    GOOGLE_CLIENT_SECRET: there.clientSecret,
  });
});
afterAll(() => there.close());
const web = useWeb();

let count = 0;
let address = '';
beforeEach(() => {
  count += 1;
  address = `192.0.2.${count}`;
});
const newBrowser = () => new ProviderBrowser(web.deps, address);

/** Somebody at the provider, with a verified address unless it is said otherwise. */
function somebody(claims: { email?: string; email_verified?: boolean; name?: string } = {}): string {
  const sub = `sub-${count}-${crypto.randomUUID()}`;
  there.people.set(sub, { email: `${sub}@example.com`, email_verified: true, name: 'Ada Lovelace', ...claims });
  return sub;
}
const me = (browser: ProviderBrowser) =>
  web.call<{ id: string; email: string; emailVerified: boolean; name: string; workspaces: unknown[] }>(
    'GET',
    '/users/me',
    { headers: { cookie: browser.ours.header } },
  );
const verify = ({ user }: SignedUp) =>
  web.db.pool.query('UPDATE "user" SET email_verified = now() WHERE id = $1', [user.id]);
const refusalOf = (url: URL) => `${url.pathname} ${url.searchParams.get('refused')}`;

describe('sign-up and sign-in', () => {
  test('a new identity makes an account with a workspace; coming again finds it; each sign-in is a new session', async () => {
    const ada = somebody();
    const browser = newBrowser();
    const began = new URL(await browser.begin('oidc', { callbackUrl: '/somewhere?tab=1' }));
    expect(began.origin).toBe(there.issuer);
    expect(Object.fromEntries(began.searchParams)).toMatchObject({
      code_challenge_method: 'S256',
      response_type: 'code',
      state: expect.stringMatching(/.{20}/),
      nonce: expect.stringMatching(/.{20}/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    });
    const target = await browser.comeBack(await browser.signInThere(began.href, ada));
    expect(target.href).toBe('http://127.0.0.1:5210/somewhere?tab=1');
    const first = await me(browser);
    expect(first.json).toMatchObject({ email: `${ada}@example.com`, emailVerified: true, name: 'Ada Lovelace' });
    expect(first.json.workspaces).toHaveLength(1);
    const session = browser.ours.cookies.get(web.deps.cookies.names.session);

    expect((await browser.signIn('oidc', ada)).pathname).toBe('/home');
    expect((await me(browser)).json.id).toBe(first.json.id);
    expect(browser.ours.cookies.get(web.deps.cookies.names.session)).not.toBe(session);
    const { rows } = await web.db.pool.query(
      `SELECT action, data FROM audit_event WHERE actor_id = $1 AND action ~ '^(user|account)' ORDER BY id`,
      [first.json.id],
    );
    expect(rows).toEqual([
      { action: 'user.signed-up', data: {} },
      { action: 'account.linked', data: { provider: 'oidc' } },
      { action: 'user.signed-in', data: { kind: 'browser', provider: 'oidc' } },
      { action: 'user.signed-in', data: { kind: 'browser', provider: 'oidc' } },
    ]);
  });

  test('an identity is its issuer and subject: a changed address is the same person, the same address another one', async () => {
    const ada = somebody();
    const browser = newBrowser();
    await browser.signIn('oidc', ada);
    const { id } = (await me(browser)).json;
    there.people.set(ada, { email: `moved-${ada}@example.com`, email_verified: true });
    await browser.signIn('oidc', ada);
    expect((await me(browser)).json).toMatchObject({ id, email: `${ada}@example.com` });
    // The same issuer and subject, by the button of Google: one identity.
    const google = newBrowser();
    await google.signIn('google', ada);
    expect((await me(google)).json.id).toBe(id);
  });

  test('an unproven address makes an unproven account; one without an address makes none', async () => {
    const browser = newBrowser();
    await browser.signIn('oidc', somebody({ email_verified: false }));
    expect((await me(browser)).json).toMatchObject({ emailVerified: false });
    const nobody = newBrowser();
    there.people.set('addressless', { name: 'No Address' });
    expect(refusalOf(await nobody.signIn('oidc', 'addressless'))).toBe('/signin no_address');
    expect((await me(nobody)).status).toBe(401);
  });

  test.each([
    [true, true, 'in'],
    [true, false, 'out'],
    [false, true, 'out'],
    [false, false, 'out'],
  ])('an existing account, proven here: %s, proven there: %s: %s', async (here, thereToo, outcome) => {
    const ada = await web.signUp();
    if (here) await verify(ada);
    const browser = newBrowser();
    const target = await browser.signIn('oidc', somebody({ email: ada.email.toUpperCase(), email_verified: thereToo }));
    const { rowCount } = await web.db.pool.query('SELECT 1 FROM linked_account WHERE user_id = $1', [ada.user.id]);
    if (outcome === 'in') {
      expect((await me(browser)).json.id).toBe(ada.user.id);
      expect(rowCount).toBe(1);
    } else {
      expect(refusalOf(target)).toBe('/signin unverified_address');
      expect((await me(browser)).status).toBe(401);
      expect(rowCount).toBe(0);
    }
  });

  test('a provider is no way around the second factor of an account that it was not linked to', async () => {
    const ada = await web.signUp();
    await verify(ada);
    await web.db.pool.query(`INSERT INTO two_factor (user_id, secret, enabled_at) VALUES ($1, '\\x00', now())`, [
      ada.user.id,
    ]);
    const browser = newBrowser();
    expect(refusalOf(await browser.signIn('oidc', somebody({ email: ada.email })))).toBe('/signin two_factor');
    expect((await me(browser)).status).toBe(401);
  });
});

describe('the way back', () => {
  test('is good once', async () => {
    const browser = newBrowser();
    const back = await browser.signInThere(await browser.begin('oidc'), somebody());
    const before = new Map(browser.ours.cookies);
    expect((await browser.comeBack(back)).pathname).toBe('/home');
    browser.ours.cookies.clear();
    for (const [name, value] of before) browser.ours.cookies.set(name, value);
    expect(refusalOf(await browser.comeBack(back))).toBe('/signin expired');
    expect((await me(browser)).status).toBe(401);
  });

  test('is good in the browser that went out only, which a stranger does not take it from', async () => {
    const browser = newBrowser();
    const back = await browser.signInThere(await browser.begin('oidc'), somebody());
    const stranger = newBrowser();
    await stranger.begin('oidc');
    expect(refusalOf(await stranger.comeBack(back))).toBe('/signin expired');
    expect((await me(stranger)).status).toBe(401);
    expect((await browser.comeBack(back)).pathname).toBe('/home');
  });

  test('ends after its minutes, and belongs to one provider', async () => {
    const browser = newBrowser();
    const ada = somebody();
    const late = await browser.signInThere(await browser.begin('oidc'), ada);
    await web.db.pool.query(`UPDATE sign_in_attempt SET expires_at = now() - interval '1 second'`);
    expect(refusalOf(await browser.comeBack(late))).toBe('/signin expired');
    const back = await browser.signInThere(await browser.begin('oidc'), ada);
    expect(refusalOf(await browser.comeBack(back.replace('/oidc', '/google')))).toBe('/signin expired');
  });

  test('without the verifier of this very sign-in there is no token (PKCE)', async () => {
    const browser = newBrowser();
    const ada = somebody();
    const { pkce } = web.deps.cookies.names;
    await browser.begin('oidc');
    const other = browser.ours.cookies.get(pkce)!;
    const back = await browser.signInThere(await browser.begin('oidc'), ada);
    browser.ours.cookies.set(pkce, other);
    expect(refusalOf(await browser.comeBack(back))).toBe('/signin failed');
    expect(browser.errors.at(-1)).toContain('invalid_grant');
    const again = await browser.signInThere(await browser.begin('oidc'), ada);
    const code = new URL(again).searchParams.get('code')!;
    const stolen = await fetch(`${there.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: 'http://127.0.0.1:5210/api/auth/callback/oidc',
        client_id: there.clientId,
        client_secret: there.clientSecret,
      }),
    });
    expect([stolen.status, await stolen.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
  });

  test('an ID token for another sign-in is refused (nonce), and so is an answer of another issuer', async () => {
    const browser = newBrowser();
    const ada = somebody();
    const { nonce } = web.deps.cookies.names;
    await browser.begin('oidc');
    const other = browser.ours.cookies.get(nonce)!;
    const back = await browser.signInThere(await browser.begin('oidc'), ada);
    browser.ours.cookies.set(nonce, other);
    expect(refusalOf(await browser.comeBack(back))).toBe('/signin failed');
    expect(browser.errors.at(-1)).toContain('nonce mismatch');
    const mixed = new URL(await browser.signInThere(await browser.begin('oidc'), ada));
    mixed.searchParams.set('iss', 'https://evil.example');
    expect(refusalOf(await browser.comeBack(mixed.href))).toBe('/signin failed');
    expect(browser.errors.at(-1)).toContain('iss mismatch');
    expect((await me(browser)).status).toBe(401);
  });

  test('tells denied consent from failure, and a provider that is away', async () => {
    const browser = newBrowser();
    const denied = await browser.signInThere(await browser.begin('oidc'), '', { cancel: true });
    expect(refusalOf(await browser.comeBack(denied))).toBe('/signin denied');
    const { state } = Object.fromEntries(new URL(await browser.begin('oidc')).searchParams);
    const broken = `http://127.0.0.1:5210/api/auth/callback/oidc?error=server_error&state=${state}`;
    expect(refusalOf(await browser.comeBack(broken))).toBe('/signin failed');
  });

  test('begins with POST and comes back with GET', async () => {
    const browser = newBrowser();
    await expect(browser.visit('GET', ['signin', 'oidc'], '')).rejects.toMatchObject({ code: 'method_not_allowed' });
    await expect(browser.visit('POST', ['callback', 'oidc'], '', new URLSearchParams())).rejects.toMatchObject({
      code: 'method_not_allowed',
    });
    const answer = await browser.visit('POST', ['signin', 'oidc'], '?scope=openid+admin', new URLSearchParams());
    expect(refusalOf(new URL(((await answer.json()) as { url: string }).url))).toBe('/signin failed');
  });

  test.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example/x',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/%09/evil.example/..//evil.example',
    '/.//evil.example',
    'http://127.0.0.1:5210@evil.example/',
    ' //evil.example',
    'data:text/html,x',
  ])('leads to no foreign page: %j', async (callbackUrl) => {
    const browser = newBrowser();
    const target = await browser.signIn('oidc', somebody(), { callbackUrl });
    expect(target.origin).toBe('http://127.0.0.1:5210');
    expect(target.pathname).not.toMatch(/^\/[/\\]/);
  });

  test('no token of the provider, state or verifier is stored', async () => {
    const browser = newBrowser();
    const began = new URL(await browser.begin('oidc'));
    const state = began.searchParams.get('state')!;
    const { rows } = await web.db.pool.query('SELECT * FROM sign_in_attempt WHERE state_hash = $1', [hashOf(state)]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(state);
    const { rows: columns } = await web.db.pool.query(
      `SELECT column_name FROM information_schema.columns WHERE table_name = 'linked_account' ORDER BY 1`,
    );
    expect(columns.map(({ column_name: name }: { column_name: string }) => name)).toEqual([
      'created_at',
      'email_at_link',
      'id',
      'issuer',
      'provider',
      'subject',
      'user_id',
    ]);
  });
});
