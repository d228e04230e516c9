import { beforeAll, describe, expect, test, vi } from 'vitest';
import { newId } from '#lib/shared/ids.ts';
import { useSmtp } from '#lib/testing/smtp.ts';
import { useWeb, type Answer, type SignedUp } from './testing/web-harness.ts';

const smtp = useSmtp();
beforeAll(() => {
  process.env['SMTP_URL'] = smtp.url;
});
const web = useWeb();

const tokenOf = (link: string): string => link.split('#')[1] ?? '';
const mailedToken = async (address: string, after = 0): Promise<string> =>
  tokenOf((await smtp.nextMailTo(address, after)).link);
const post = <T = Record<string, unknown>>(path: string, body: object, token?: string, address?: string) =>
  web.call<T>('POST', path, { body, ...(token ? { token } : {}), ...(address ? { address } : {}) });
const isVerified = async ({ token }: SignedUp): Promise<unknown> =>
  (await web.call('GET', '/users/me', { token })).json['emailVerified'];
/** Signs up and proves the address with the mail that came. */
const verified = async (name?: string): Promise<SignedUp> => {
  const person = await web.signUp(name);
  expect((await post('/auth/verify', { token: await mailedToken(person.email) })).status).toBe(204);
  return person;
};
const reversed = (secret: string): string => [...secret].reverse().join('');
const dead = { status: 422, json: { errors: [{ path: '/token', code: 'invalid_link' }] } };
const shown = ({ status, json, headers }: Answer): object => ({
  status,
  json: { ...json, traceId: '' },
  headers: [...headers.keys()].sort(),
});

describe('the link that verifies an address', () => {
  test('comes with sign-up, works once, and shows in the account', async () => {
    const ada = await web.signUp();
    const mail = await smtp.nextMailTo(ada.email);
    expect(mail.raw).toMatch(/^From: Toolwright <no-reply@localhost>/m);
    expect(mail.link).toMatch(/^http:\/\/127\.0\.0\.1:5210\/verify#/);
    expect(await isVerified(ada)).toBe(false);
    const token = tokenOf(mail.link);
    const both = await Promise.all([post('/auth/verify', { token }), post('/auth/verify', { token })]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 422]);
    expect(await isVerified(ada)).toBe(true);
    expect(await post('/auth/verify', { token })).toMatchObject(dead);
    expect((await post('/users/me/verification', {}, ada.token)).status).toBe(409);
  });

  test('is bound to purpose, account and address, and is stored hashed', async () => {
    const ada = await web.signUp();
    const token = await mailedToken(ada.email);
    expect(await post('/auth/reset', { token, password: 'long enough' })).toMatchObject(dead);
    const { rows } = await web.db.pool.query('SELECT * FROM account_token WHERE user_id = $1', [ada.user.id]);
    expect(JSON.stringify(rows)).not.toContain(token.split('.')[1]);
    await web.db.pool.query('UPDATE "user" SET email = $2 WHERE id = $1', [
      ada.user.id,
      `other-${newId()}@example.com`,
    ]);
    expect(await post('/auth/verify', { token })).toMatchObject(dead);
    expect(await isVerified(ada)).toBe(false);
  });

  test('expires, and wrong secrets wear it out', async () => {
    const [old, worn] = [await web.signUp(), await web.signUp()];
    const token = await mailedToken(old.email);
    await web.db.pool.query("UPDATE account_token SET expires_at = now() - interval '1 s' WHERE user_id = $1", [
      old.user.id,
    ]);
    expect(await post('/auth/verify', { token })).toMatchObject(dead);
    const real = await mailedToken(worn.email);
    const [id = '', secret = ''] = real.split('.');
    for (let at = 0; at < 10; at += 1) {
      const wrong = `${id}.${reversed(secret)}`;
      expect(await post('/auth/verify', { token: wrong }, undefined, `198.51.100.${at}`)).toMatchObject(dead);
    }
    expect(await post('/auth/verify', { token: real })).toMatchObject(dead);
  });

  test('guessing is answered 429, and five mails an hour are enough', async () => {
    const guesses = [];
    for (let at = 0; at < 8; at += 1) {
      guesses.push(
        await post('/auth/reset', { token: `guess${at}`, password: 'long enough' }, undefined, '192.0.2.66'),
      );
    }
    expect(guesses[0]).toMatchObject(dead);
    expect(guesses.map(({ status }) => status)).toContain(429);
    const ada = await web.signUp();
    for (let at = 0; at < 6; at += 1) await post('/users/me/verification', {}, ada.token);
    await web.deps.afterAnswersDone();
    expect(smtp.mailsTo(ada.email)).toHaveLength(5);
  });
});

describe('a forgotten password', () => {
  test('is set anew with the link: every session ends, the link and its sisters are dead', async () => {
    const ada = await verified();
    for (let at = 0; at < 2; at += 1) expect((await post('/auth/forgot', { email: ada.email })).status).toBe(202);
    const [token, sister] = [await mailedToken(ada.email, 1), await mailedToken(ada.email, 2)];
    const stream = await web.open('GET', '/events', { token: ada.token });
    expect((await post('/auth/reset', { token, password: 'a brand new one' })).status).toBe(204);
    const resetAt = Date.now();
    await stream.text();
    expect(Date.now() - resetAt).toBeLessThan(1_200);
    expect((await web.call('GET', '/users/me', { token: ada.token })).status).toBe(401);
    for (const link of [token, sister]) {
      expect(await post('/auth/reset', { token: link, password: 'another one again' })).toMatchObject(dead);
    }
    expect((await post('/auth/token', { email: ada.email, password: ada.password })).status).toBe(401);
    const signedIn = await post<{ accessToken: string }>('/auth/token', {
      email: ada.email,
      password: 'a brand new one',
    });
    expect(signedIn.status).toBe(200);
    const audit = await web.call('GET', '/audit', { token: signedIn.json.accessToken });
    expect(audit.text).toContain('user.password-reset');
  });

  test('the answer is the same for unknown addresses, and does not wait for the mail server', async () => {
    const ada = await verified();
    const unknown = `nobody-${newId()}@example.com`;
    smtp.failing = true;
    const answers = [await post('/auth/forgot', { email: ada.email }), await post('/auth/forgot', { email: unknown })];
    smtp.failing = false;
    expect(shown(answers[0]!)).toEqual(shown(answers[1]!));
    expect(answers[0]).toMatchObject({ status: 202, json: { delivery: 'email' } });
    // The first try failed while the answer was on its way; had it waited, all tries would have failed by now.
    expect((await smtp.nextMailTo(ada.email, 1)).link).toContain('/reset#');
    await web.deps.afterAnswersDone();
    expect(smtp.mailsTo(unknown)).toEqual([]);
  });

  test('a sign-in that began before the change makes no session after it', async () => {
    const ada = await verified();
    await post('/auth/forgot', { email: ada.email });
    const token = await mailedToken(ada.email, 1);
    const { passwords } = web.deps;
    const verify = vi.spyOn(passwords, 'verify').mockImplementationOnce(async () => {
      expect((await post('/auth/reset', { token, password: 'a brand new one' })).status).toBe(204);
      return true;
    });
    expect((await post('/auth/token', { email: ada.email, password: ada.password })).status).toBe(401);
    verify.mockRestore();
    const { rows } = await web.db.pool.query('SELECT 1 FROM session WHERE user_id = $1 AND ended_at IS NULL', [
      ada.user.id,
    ]);
    expect(rows).toEqual([]);
  });
});

describe('an invitation', () => {
  const invite = (team: SignedUp, email: string, role = 'editor') =>
    post<{ id: string }>('/invitations', { email, role }, team.token);

  test('shows workspace and role, and joins exactly once, with that role', async () => {
    const [team, bob] = [await verified('Team Ada'), await verified()];
    expect(await invite(team, bob.email)).toMatchObject({
      status: 201,
      json: { email: bob.email, role: 'editor', delivery: 'email', invitedBy: { name: 'Team Ada' } },
    });
    const mail = await smtp.nextMailTo(bob.email, 1);
    expect(mail.link).toContain('/invitation#');
    const token = tokenOf(mail.link);
    expect(await post('/invitations/preview', { token })).toMatchObject({
      status: 200,
      json: { workspace: { name: 'Team Ada' }, role: 'editor', email: bob.email, invitedBy: { name: 'Team Ada' } },
    });
    const both = await Promise.all([1, 2].map(() => post('/invitations/accept', { token }, bob.token)));
    expect(both.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    const members = await web.call<{ items: { role: string; user: { id: string } }[] }>('GET', '/members', {
      token: team.token,
    });
    expect(members.json.items.map(({ role, user }) => [user.id, role])).toContainEqual([bob.user.id, 'editor']);
    expect(members.json.items).toHaveLength(2);
    expect(await post('/invitations/preview', { token })).toMatchObject(dead);
    expect((await invite(team, bob.email)).status).toBe(409);
  });

  test('is for the proven address alone: not for others, not for mere sign-up', async () => {
    const [team, eve, bob] = [await verified(), await verified(), await web.signUp()];
    await invite(team, bob.email);
    const token = await mailedToken(bob.email, 1);
    expect((await post('/invitations/accept', { token }, eve.token)).status).toBe(403);
    expect(await post('/invitations/accept', { token }, bob.token)).toMatchObject({
      status: 403,
      json: { detail: 'Verify your e-mail address first' },
    });
    await post('/auth/verify', { token: await mailedToken(bob.email) });
    expect((await post('/invitations/accept', { token }, bob.token)).status).toBe(200);
    const newcomer = `new-${newId()}@example.com`;
    await invite(team, newcomer);
    const signedUp = await post<{ user: { id: string } }>('/auth/signup', {
      email: newcomer,
      password: 'long enough',
      name: 'New',
    });
    const { rows } = await web.db.pool.query('SELECT workspace_id FROM membership WHERE user_id = $1', [
      signedUp.json.user.id,
    ]);
    expect(rows.map((row) => row.workspace_id)).not.toContain(team.workspace.id);
  });

  test('a newer one, taking it back, time and wrong secrets end it', async () => {
    const team = await verified();
    const address = (): string => `guest-${newId()}@example.com`;
    const preview = (token: string) => post('/invitations/preview', { token });
    const [twice, back, late, guessed] = [address(), address(), address(), address()];
    await invite(team, twice);
    await invite(team, twice, 'viewer');
    expect(await preview(await mailedToken(twice))).toMatchObject(dead);
    expect((await preview(await mailedToken(twice, 1))).json['role']).toBe('viewer');
    const { id } = (await invite(team, back)).json;
    expect((await web.call('DELETE', `/invitations/${id}`, { token: team.token })).status).toBe(204);
    expect(await preview(await mailedToken(back))).toMatchObject(dead);
    await invite(team, late);
    const token = await mailedToken(late);
    await web.db.pool.query("UPDATE invitation SET expires_at = now() - interval '1 s' WHERE email = $1", [late]);
    expect(await preview(token)).toMatchObject(dead);
    await invite(team, guessed);
    const [row = '', secret = ''] = (await mailedToken(guessed)).split('.');
    for (let at = 0; at < 10; at += 1) {
      await post('/invitations/preview', { token: `${row}.${reversed(secret)}` }, undefined, `198.51.100.${at}`);
    }
    expect(await preview(`${row}.${secret}`)).toMatchObject(dead);
    const list = await web.call<{ items: { email: string }[] }>('GET', '/invitations', { token: team.token });
    expect(list.json.items.map(({ email }) => email)).toEqual([guessed, twice]);
  });

  test('gives no more than the inviter has', async () => {
    const [team, bob] = [await verified(), await verified()];
    await invite(team, bob.email, 'admin');
    await post('/invitations/accept', { token: await mailedToken(bob.email, 1) }, bob.token);
    const headers = { 'x-workspace': team.workspace.id };
    const asAdmin = (role: string) =>
      web.call('POST', '/invitations', {
        token: bob.token,
        headers,
        body: { email: `x-${newId()}@example.com`, role },
      });
    expect((await asAdmin('owner')).status).toBe(403);
    expect((await asAdmin('admin')).status).toBe(201);
  });
});
