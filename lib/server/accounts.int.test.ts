import { describe, expect, test } from 'vitest';
import type { AccountSession } from '#lib/contracts/api/accounts.ts';
import { newId } from '#lib/shared/ids.ts';
import { useWeb, type SignedUp } from './testing/web-harness.ts';

const web = useWeb();
const tokenFor = async ({ email }: { email: string }, password: string): Promise<string> => {
  const answer = await web.call<{ accessToken: string }>('POST', '/auth/token', { body: { email, password } });
  expect(answer.status, answer.text).toBe(200);
  return answer.json.accessToken;
};
const sessionsOf = async (token: string): Promise<AccountSession[]> => {
  const answer = await web.call<{ items: AccountSession[] }>('GET', '/users/me/sessions', { token });
  expect(answer.status, answer.text).toBe(200);
  return answer.json.items;
};
const statusOf = async (token: string): Promise<number> => (await web.call('GET', '/users/me', { token })).status;
const changePassword = (person: SignedUp, currentPassword: string, newPassword: string, address = '192.0.2.1') =>
  web.call('POST', '/users/me/password', { token: person.token, body: { currentPassword, newPassword }, address });
const actionsOf = async ({ token }: SignedUp): Promise<string[]> => {
  const answer = await web.call<{ items: { action: string }[] }>('GET', '/audit', { token });
  return answer.json.items.map(({ action }) => action);
};

describe('sessions', () => {
  test('are listed newest first, and the present one is marked', async () => {
    const ada = await web.signUp();
    const other = await tokenFor(ada, ada.password);
    const items = await sessionsOf(ada.token);
    expect(items).toHaveLength(2);
    expect(items.map(({ current }) => current)).toEqual([false, true]);
    expect((await sessionsOf(other)).map(({ current }) => current)).toEqual([true, false]);
  });

  test('one that is ended is refused within a second, with its event stream', async () => {
    const ada = await web.signUp();
    const other = await tokenFor(ada, ada.password);
    const stream = await web.open('GET', '/events', { token: other });
    expect(stream.status).toBe(200);
    const [newest] = await sessionsOf(ada.token);
    const startedAt = Date.now();
    const ended = await web.call('DELETE', `/users/me/sessions/${newest!.id}`, { token: ada.token });
    expect(ended.status).toBe(204);
    await stream.text();
    expect(Date.now() - startedAt).toBeLessThan(1_200);
    expect(await statusOf(other)).toBe(401);
    expect(await statusOf(ada.token)).toBe(200);
    expect(await actionsOf(ada)).toContain('session.ended');
  });

  test('of others, ended ones and unknown ones do not exist; keys have no part in it', async () => {
    const [ada, eve] = [await web.signUp(), await web.signUp()];
    const [session] = await sessionsOf(ada.token);
    for (const id of [session!.id, newId()]) {
      expect((await web.call('DELETE', `/users/me/sessions/${id}`, { token: eve.token })).status).toBe(404);
    }
    expect(await statusOf(ada.token)).toBe(200);
    const key = await web.call<{ key: string }>('POST', '/api-keys', { token: ada.token, body: { name: 'k' } });
    for (const [method, path] of [
      ['GET', '/users/me/sessions'],
      ['DELETE', `/users/me/sessions/${session!.id}`],
      ['POST', '/users/me/password'],
      ['POST', '/users/me/verification'],
    ] as const) {
      const body = path.endsWith('password') ? { currentPassword: ada.password, newPassword: 'another long one' } : {};
      const answer = await web.call(method, path, { token: key.json.key, ...(method === 'POST' ? { body } : {}) });
      expect(answer.status, path).toBe(403);
    }
  });
});

describe('a new password', () => {
  test('ends every other session and its streams within a second; this one goes on', async () => {
    const ada = await web.signUp();
    const other = await tokenFor(ada, ada.password);
    const stream = await web.open('GET', '/events', { token: other });
    const startedAt = Date.now();
    expect((await changePassword(ada, ada.password, 'a new long password')).status).toBe(204);
    const changedAt = Date.now();
    await stream.text();
    expect(Date.now() - changedAt, `changing took ${changedAt - startedAt} ms`).toBeLessThan(1_200);
    expect(await statusOf(other)).toBe(401);
    expect(await statusOf(ada.token)).toBe(200);
    await tokenFor(ada, 'a new long password');
    const old = await web.call('POST', '/auth/token', { body: { email: ada.email, password: ada.password } });
    expect(old.status).toBe(401);
    expect(await actionsOf(ada)).toContain('user.password-changed');
  });

  test('needs the present one, and guessing it is slowed down', async () => {
    const ada = await web.signUp();
    const answers = [];
    for (let at = 0; at < 8; at += 1) {
      answers.push(await changePassword(ada, `guess ${at}`, 'a new long password', '192.0.2.99'));
    }
    expect(answers[0]).toMatchObject({
      status: 422,
      json: { errors: [{ path: '/currentPassword', code: 'wrong_password' }] },
    });
    expect(answers.map(({ status }) => status)).toContain(429);
    await tokenFor(ada, ada.password);
  });

  test('of two changes at once exactly one wins', async () => {
    const ada = await web.signUp();
    const answers = await Promise.all(
      ['first long one', 'second long one'].map((word) => changePassword(ada, ada.password, word)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 422]);
  });
});

describe('an account', () => {
  const erase = (token: string, password: string) => web.call('DELETE', '/users/me', { token, body: { password } });
  const join = async (person: SignedUp, team: SignedUp, role: string): Promise<void> => {
    const values = [newId(), team.workspace.id, person.user.id, role];
    await web.db.pool.query('INSERT INTO membership (id, workspace_id, user_id, role) VALUES ($1, $2, $3, $4)', values);
    web.deps.credentials.forget();
  };

  test('is erased with its sessions, keys and lonely workspaces; those of others stay', async () => {
    const [ada, team] = [await web.signUp(), await web.signUp()];
    await join(ada, team, 'editor');
    const headers = { 'x-workspace': team.workspace.id };
    const body = { name: 'k' };
    const key = await web.call<{ key: string }>('POST', '/api-keys', { token: ada.token, headers, body });
    expect(await erase(ada.token, 'a wrong one')).toMatchObject({
      status: 422,
      json: { errors: [{ path: '/password' }] },
    });
    expect((await erase(ada.token, ada.password)).status).toBe(204);
    expect(await statusOf(ada.token)).toBe(401);
    expect((await web.call('GET', '/workflows', { token: key.json.key })).status).toBe(401);
    expect((await web.call('POST', '/auth/token', { body: { email: ada.email, password: ada.password } })).status).toBe(
      401,
    );
    const left = await web.db.pool.query('SELECT 1 FROM "user" WHERE id = $1', [ada.user.id]);
    expect(left.rowCount).toBe(0);
    const { rows } = await web.db.pool.query<{ id: string; gone: boolean }>(
      'SELECT id, deleted_at IS NOT NULL AS gone FROM workspace WHERE id = ANY($1)',
      [[ada.workspace.id, team.workspace.id]],
    );
    expect(rows).toContainEqual({ id: ada.workspace.id, gone: true });
    expect(rows).toContainEqual({ id: team.workspace.id, gone: false });
    expect(await actionsOf(team)).toContain('user.deleted');
  });

  test('stays while it is the last owner of others’ workspace, or the only operator', async () => {
    const [ada, bob] = [await web.signUp(), await web.signUp()];
    await join(bob, ada, 'admin');
    expect(await erase(ada.token, ada.password)).toMatchObject({ status: 409, json: { code: 'conflict' } });
    expect(await statusOf(ada.token)).toBe(200);
    await web.db.pool.query('UPDATE "user" SET is_operator = (id = $1)', [bob.user.id]);
    expect(await erase(bob.token, bob.password)).toMatchObject({ status: 409 });
    expect(await statusOf(bob.token)).toBe(200);
  });
});
