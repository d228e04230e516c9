import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startIdentityProvider, type TestIdentityProvider } from '#lib/testing/identity-provider.ts';
import { findFreePort } from '../../scripts/free-port.ts';
import { ProviderBrowser } from './testing/provider-browser.ts';
import { useWeb, type SignedUp } from './testing/web-harness.ts';

const CALLBACK = 'http://127.0.0.1:5210/api/auth/callback';
let there: TestIdentityProvider;
let github: Emulator;
beforeAll(async () => {
  there = await startIdentityProvider();
  await there.allow([`${CALLBACK}/oidc`]);
  const port = await findFreePort();
  github = await createEmulator({
    service: 'github',
    port,
    baseUrl: `http://127.0.0.1:${port}`,
    seed: {
      github: {
        users: [{ login: 'octocat', name: 'Octo Cat', email: 'octo@example.com' }],
        oauth_apps: [
          { client_id: 'hub', client_secret: 'hub-secret', name: 'T', redirect_uris: [`${CALLBACK}/github`] },
        ],
      },
    },
  });
  Object.assign(process.env, {
    OIDC_ISSUER: there.issuer,
    OIDC_CLIENT_ID: there.clientId,
    OIDC_CLIENT_SECRET: there.clientSecret,
    GITHUB_BASE_URL: `http://127.0.0.1:${port}`,
    GITHUB_CLIENT_ID: 'hub',
    GITHUB_CLIENT_SECRET: 'hub-secret',
  });
});
afterAll(async () => {
  await github.close();
  await there.close();
});
const web = useWeb({ SIGNUP: 'closed' });

let first: SignedUp;
let count = 0;
beforeAll(async () => {
  first = await web.signUp('First');
});
let address = '';
beforeEach(() => {
  count += 1;
  address = `192.0.2.${100 + count}`;
});
const newBrowser = () => new ProviderBrowser(web.deps, address);

interface Methods {
  hasPassword: boolean;
  providers: { id: string }[];
  linked: { id: string; provider: string; email: string | null }[];
}
const as = (browser: ProviderBrowser) => ({
  headers: { cookie: browser.ours.header, origin: 'http://127.0.0.1:5210' },
});
const methodsOf = async (browser: ProviderBrowser) =>
  (await web.call<Methods>('GET', '/users/me/linked-accounts', as(browser))).json;
const refusalOf = (url: URL) => `${url.pathname} ${url.searchParams.get('refused')}`;

function somebody(email: string, verified = true): string {
  const sub = `sub-${crypto.randomUUID()}`;
  there.people.set(sub, { email, email_verified: verified, name: 'Some Body' });
  return sub;
}

/** An invitation by the first account; the token of its link, which the log has where no mail server is set. */
async function invite(email: string): Promise<{ id: string; token: string }> {
  const { mail } = web.deps;
  let link = '';
  const send = mail.send.bind(mail);
  mail.send = (message) => {
    link = message.link;
    return send(message);
  };
  const body = { email, role: 'viewer' };
  const answer = await web.call<{ invitation: { id: string } }>('POST', '/invitations', { token: first.token, body });
  await web.deps.afterAnswersDone();
  mail.send = send;
  expect(answer.status).toBe(201);
  const { rows } = await web.db.pool.query<{ id: string }>('SELECT id FROM invitation WHERE email = $1', [email]);
  return { id: rows[0]!.id, token: link.split('#')[1]! };
}

/** A browser with a session of the person with a password. */
async function signedIn({ user }: SignedUp): Promise<ProviderBrowser> {
  const browser = newBrowser();
  const { cookies, clock, db } = web.deps;
  const sid = crypto.randomUUID();
  await db.pool.query(
    `INSERT INTO session (id, user_id, kind, expires_at) VALUES ($1, $2, 'browser', now() + interval '1 hour')`,
    [sid, user.id],
  );
  browser.ours.cookies.set(cookies.names.session, await cookies.seal({ sub: user.id, sid }, clock.now()));
  return browser;
}

describe('where sign-up is closed', () => {
  test('an identity without an account is refused, one with an invitation of its address is not', async () => {
    const email = 'invited@example.com';
    const stranger = newBrowser();
    expect(refusalOf(await stranger.signIn('oidc', somebody(email)))).toBe('/signin signup_closed');
    const { token } = await invite(email);
    const other = newBrowser();
    const wrong = await other.signIn('oidc', somebody('other@example.com'), { invitation: token });
    expect(refusalOf(wrong)).toBe('/signin not_invited');
    const guest = newBrowser();
    const target = await guest.signIn('oidc', somebody(email), { invitation: token, callbackUrl: '/invitation' });
    expect(target.pathname).toBe('/invitation');
    const { json } = await web.call<{ workspaces: { id: string }[] }>('GET', '/users/me', as(guest));
    expect(json.workspaces.map(({ id }) => id)).not.toContain(first.workspace.id);
    const accepted = await web.call('POST', '/invitations/accept', { ...as(guest), body: { token } });
    expect(accepted.status).toBe(200);
  });

  test('a password signs up with the invitation of its address only; it joins nothing by that', async () => {
    const email = 'password@example.com';
    const { id, token } = await invite(email);
    const signUp = (body: object) =>
      web.call<{ code: string; user: { id: string } }>('POST', '/auth/signup', {
        body: { password: 'long enough', name: 'P', ...body },
      });
    expect(await signUp({ email })).toMatchObject({ status: 403, json: { code: 'signup_closed' } });
    expect(await signUp({ email: 'else@example.com', invitation: token })).toMatchObject({
      status: 403,
      json: { code: 'signup_closed', errors: [{ path: '/email', code: 'not_invited' }] },
    });
    expect(await signUp({ email, invitation: `${id}.${'x'.repeat(43)}` })).toMatchObject({ status: 422 });
    const made = await signUp({ email, invitation: token });
    expect(made.status).toBe(201);
    const joined = 'SELECT 1 FROM membership WHERE workspace_id = $1 AND user_id = $2';
    expect((await web.db.pool.query(joined, [first.workspace.id, made.json.user.id])).rowCount).toBe(0);
    const { rows } = await web.db.pool.query('SELECT accepted_at FROM invitation WHERE id = $1', [id]);
    expect(rows).toEqual([{ accepted_at: null }]);
  });

  test('an invitation that was taken back or has expired lets nobody in', async () => {
    const { id, token } = await invite('late@example.com');
    const body = { email: 'late@example.com', password: 'long enough', name: 'L', invitation: token };
    const browser = newBrowser();
    const back = await browser.signInThere(
      await browser.begin('oidc', { invitation: token }),
      somebody('late@example.com'),
    );
    await web.db.pool.query('UPDATE invitation SET revoked_at = now() WHERE id = $1', [id]);
    expect((await web.call('POST', '/auth/signup', { body })).status).toBe(422);
    expect(refusalOf(await browser.comeBack(back))).toBe('/signin not_invited');
    const again = new URL(await newBrowser().begin('oidc', { invitation: token }));
    expect(refusalOf(again)).toBe('/signin invalid_link');
  });
});

describe('linked accounts', () => {
  test('link from a session, whatever the address; then it signs in; the last way stays', async () => {
    const browser = await signedIn(first);
    const sub = somebody('quite-another@example.com', false);
    expect(await methodsOf(browser)).toMatchObject({ hasPassword: true, linked: [] });
    const target = await browser.signIn('oidc', sub, {
      intent: 'link',
      callbackUrl: '/first/settings?section=security',
    });
    expect(target.href).toBe('http://127.0.0.1:5210/first/settings?section=security&linked=oidc');
    const { linked } = await methodsOf(browser);
    expect(linked).toMatchObject([{ provider: 'oidc', email: 'quite-another@example.com' }]);
    const fresh = newBrowser();
    expect((await fresh.signIn('oidc', sub)).pathname).toBe('/home');
    expect((await web.call<{ id: string }>('GET', '/users/me', as(fresh))).json.id).toBe(first.user.id);
    const again = await browser.signIn('oidc', sub, { intent: 'link', callbackUrl: '/first/settings' });
    expect(refusalOf(again)).toBe('/first/settings already_linked');

    const unlink = () => web.call('DELETE', `/users/me/linked-accounts/${linked[0]!.id}`, as(fresh));
    const set = (hash: string | null) =>
      web.db.pool.query('UPDATE "user" SET password_hash = $2 WHERE id = $1', [first.user.id, hash]);
    const { rows } = await web.db.pool.query<{ password_hash: string }>(
      'SELECT password_hash FROM "user" WHERE id = $1',
      [first.user.id],
    );
    await set(null);
    expect(await unlink()).toMatchObject({ status: 409 });
    expect((await methodsOf(fresh)).linked).toHaveLength(1);
    await set(rows[0]!.password_hash);
    expect((await unlink()).status).toBe(204);
    expect(await unlink()).toMatchObject({ status: 404 });
    expect(refusalOf(await newBrowser().signIn('oidc', sub))).toBe('/signin signup_closed');
    const audit = await web.db.pool.query(
      `SELECT action, data FROM audit_event WHERE actor_id = $1 AND action LIKE 'account.%' ORDER BY id`,
      [first.user.id],
    );
    expect(audit.rows).toEqual([
      { action: 'account.linked', data: { provider: 'oidc' } },
      { action: 'account.unlinked', data: { provider: 'oidc' } },
    ]);
  });

  test('belong to the session that asked: not to nobody, to another session, or to one that has ended', async () => {
    expect(refusalOf(new URL(await newBrowser().begin('oidc', { intent: 'link' })))).toBe('/home expired');
    const browser = await signedIn(first);
    const { session } = web.deps.cookies.names;
    const other = await signedIn(first);
    for (const cookie of [undefined, other.ours.cookies.get(session)!]) {
      const back = await browser.signInThere(
        await browser.begin('oidc', { intent: 'link' }),
        somebody('x@example.com'),
      );
      const own = browser.ours.cookies.get(session)!;
      if (cookie === undefined) browser.ours.cookies.delete(session);
      else browser.ours.cookies.set(session, cookie);
      expect(refusalOf(await browser.comeBack(back))).toBe('/home expired');
      browser.ours.cookies.set(session, own);
    }
    expect((await methodsOf(browser)).linked).toEqual([]);
  });

  test('sign in one person: an identity of somebody else is not linked again', async () => {
    const { token } = await invite('taken@example.com');
    const sub = somebody('taken@example.com');
    const guest = newBrowser();
    await guest.signIn('oidc', sub, { invitation: token });
    const browser = await signedIn(first);
    expect(refusalOf(await browser.signIn('oidc', sub, { intent: 'link' }))).toBe('/home linked_elsewhere');

    expect(await methodsOf(guest)).toMatchObject({ hasPassword: false });
    const withCurrent = { currentPassword: 'made up', newPassword: 'long enough too' };
    const change = (body: object) => web.call('POST', '/users/me/password', { ...as(guest), body });
    expect((await change(withCurrent)).status).toBe(422);
    expect((await change({ newPassword: 'long enough too' })).status).toBe(204);
    expect((await change({ newPassword: 'without the first' })).status).toBe(422);
    const body = { email: 'taken@example.com', password: 'long enough too' };
    expect((await web.call('POST', '/auth/token', { body })).status).toBe(200);
  });

  test('somebody without a password can erase their account; whoever has one names it', async () => {
    const { token } = await invite('gone@example.com');
    const guest = newBrowser();
    await guest.signIn('oidc', somebody('gone@example.com'), { invitation: token });
    const browser = await signedIn(first);
    expect((await web.call('DELETE', '/users/me', { ...as(browser), body: {} })).status).toBe(422);
    expect((await web.call('DELETE', '/users/me', { ...as(guest), body: {} })).status).toBe(204);
    expect((await web.call('GET', '/users/me', as(guest))).status).toBe(401);
  });
});

describe('GitHub', () => {
  /** Chooses a person on the page of the stand-in, as a click does. */
  async function choose(url: string, login: string): Promise<string> {
    const fields = Object.fromEntries(new URL(url).searchParams);
    const body = new URLSearchParams({ ...fields, login });
    const answer = await fetch(new URL('/login/oauth/callback', url), { method: 'POST', body, redirect: 'manual' });
    return answer.headers.get('location')!;
  }

  test('tells the primary verified address through its API, and signs in', async () => {
    const { token } = await invite('octo@example.com');
    const browser = newBrowser();
    const began = new URL(await browser.begin('github', { invitation: token }));
    expect(Object.fromEntries(began.searchParams)).toMatchObject({
      scope: 'read:user user:email',
      code_challenge_method: 'S256',
    });
    expect((await browser.comeBack(await choose(began.href, 'octocat'))).pathname).toBe('/home');
    const me = await web.call('GET', '/users/me', as(browser));
    expect(me.json).toMatchObject({ email: 'octo@example.com', emailVerified: true, name: 'Octo Cat' });
    const again = newBrowser();
    expect((await again.comeBack(await choose(await again.begin('github'), 'octocat'))).pathname).toBe('/home');
    const { rows } = await web.db.pool.query(`SELECT issuer, subject FROM linked_account WHERE provider = 'github'`);
    expect(rows).toEqual([{ issuer: `${github.url}/login/oauth`, subject: expect.stringMatching(/^\d+$/) }]);
  });
});
