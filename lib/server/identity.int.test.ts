import { describe, expect, test } from 'vitest';
import type { ApiKey } from '#lib/contracts/api/identity.ts';
import { newId } from '#lib/shared/ids.ts';
import { useWeb, type Answer, type SignedUp } from './testing/web-harness.ts';

const web = useWeb();
type CreatedKey = ApiKey & { key: string };

const createKey = async (token: string, body: object = {}): Promise<CreatedKey> => {
  const answer = await web.call<CreatedKey>('POST', '/api-keys', { token, body: { name: 'key', ...body } });
  expect(answer.status, answer.text).toBe(201);
  return answer.json;
};
/** Makes `member` a member of `team` in the given role, as an accepted invitation would. */
const join = async (member: SignedUp, team: SignedUp, role: string): Promise<void> => {
  const values = [newId(), team.workspace.id, member.user.id, role];
  await web.db.pool.query('INSERT INTO membership (id, workspace_id, user_id, role) VALUES ($1, $2, $3, $4)', values);
  web.deps.credentials.forget();
};
/** Someone whose only workspace is `team`, in the given role. */
const memberOf = async (team: SignedUp, role: string): Promise<SignedUp> => {
  const member = await web.signUp();
  await web.db.pool.query('DELETE FROM membership WHERE user_id = $1', [member.user.id]);
  await join(member, team, role);
  return member;
};
const within = async (ms: number, ask: () => Promise<Answer>, status: number): Promise<void> => {
  const until = Date.now() + ms;
  let last = await ask();
  while (last.status !== status && Date.now() < until) last = await ask();
  expect(last.status).toBe(status);
};

describe('sign-up and tokens', () => {
  test('make an account, its workspace, and audit events', async () => {
    const ada = await web.signUp('Ada Lovelace');
    expect(ada.workspace).toMatchObject({ role: 'owner', name: 'Ada Lovelace' });
    const me = await web.call('GET', '/users/me', { token: ada.token });
    expect(me).toMatchObject({ status: 200, json: { email: ada.email, workspaces: [{ id: ada.workspace.id }] } });
    const audit = await web.call<{ items: { action: string }[] }>('GET', '/audit', { token: ada.token });
    expect(audit.json.items.map(({ action }) => action)).toEqual([
      'user.signed-in',
      'workspace.created',
      'user.signed-up',
    ]);
    const { rows } = await web.db.pool.query('SELECT password_hash FROM "user" WHERE id = $1', [ada.user.id]);
    expect(rows).toEqual([{ password_hash: expect.stringMatching(/^\$argon2id\$/) }]);
  });

  test('slugs are unique for ever, and never a word that addresses use', async () => {
    const slugs = [];
    for (const name of ['Same Name', 'Same Name', 'API', '한국어']) slugs.push((await web.signUp(name)).workspace.slug);
    expect(slugs[0]).toBe('same-name');
    expect(new Set(slugs).size).toBe(4);
    expect(slugs[2]).toBe('api-2');
    expect(slugs[3]).toBe('hangugeo');
    await web.db.pool.query('DELETE FROM workspace WHERE slug = $1', ['same-name']);
    expect((await web.signUp('Same Name')).workspace.slug).toBe('same-name-3');
  });

  test('an address belongs to one account, in any spelling, also when two sign up at once', async () => {
    const email = `once-${newId()}@example.com`;
    const body = (text: string): object => ({ email: text, password: 'long enough', name: 'Once' });
    const answers = await Promise.all(
      [email, email.toUpperCase(), ` ${email} `].map((text) => web.call('POST', '/auth/signup', { body: body(text) })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const { rows } = await web.db.pool.query('SELECT count(*)::int AS n FROM "user" WHERE email = $1', [email]);
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('exactly one account is the operator, the first', async () => {
    const { rows } = await web.db.pool.query('SELECT is_operator FROM "user" ORDER BY created_at, id');
    expect(rows.filter((row) => row.is_operator)).toHaveLength(1);
    expect(rows[0]).toEqual({ is_operator: true });
  });

  test.each([
    ['no body', undefined, ''],
    ['a short password', { email: 'a@example.com', password: 'short', name: 'A' }, '/password'],
    ['two addresses', { email: 'a@example.com,b@example.com', password: 'long enough', name: 'A' }, '/email'],
    ['a line break in a name', { email: 'a@example.com', password: 'long enough', name: 'A\nB' }, '/name'],
    [
      'a field of ours',
      { email: 'a@example.com', password: 'long enough', name: 'A', isOperator: true },
      '/isOperator',
    ],
  ])('%s is 422 and changes nothing', async (_, body, path) => {
    const answer = await web.call('POST', '/auth/signup', { body });
    expect(answer).toMatchObject({ status: 422, json: { code: 'invalid', errors: [{ path }] } });
  });

  test('a wrong password and an unknown address get the same answer', async () => {
    const ada = await web.signUp();
    const ask = (email: string) =>
      web.call('POST', '/auth/token', { body: { email, password: 'wrong wrong' }, address: '192.0.2.77' });
    const [known, unknown] = [await ask(ada.email), await ask(`nobody-${newId()}@example.com`)];
    const visible = ({ status, json, headers }: Answer): object => ({
      status,
      json: { ...json, traceId: '' },
      headers: [...headers.keys()],
    });
    expect(visible(known)).toEqual(visible(unknown));
    expect(known.status).toBe(401);
  });

  test('guessing is answered 429 with Retry-After, for known and unknown addresses alike', async () => {
    const ada = await web.signUp();
    for (const email of [ada.email, `nobody-${newId()}@example.com`]) {
      const statuses = [];
      for (let at = 0; at < 8; at += 1) {
        const answer = await web.call('POST', '/auth/token', {
          body: { email, password: 'guess guess' },
          address: '192.0.2.88',
        });
        statuses.push(answer.status);
        if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
      expect(statuses).toContain(429);
    }
    const elsewhere = { body: { email: ada.email, password: ada.password }, address: '203.0.113.1' };
    expect((await web.call('POST', '/auth/token', elsewhere)).status).toBe(200);
  });
});

describe('API keys', () => {
  test('are shown once, stored as a digest, and say when they were used', async () => {
    const ada = await web.signUp();
    const { key, id, prefix } = await createKey(ada.token);
    expect(key.startsWith(prefix)).toBe(true);
    expect((await web.call('GET', '/users/me', { token: key })).status).toBe(200);
    const list = await web.call<{ items: ApiKey[] }>('GET', '/api-keys', { token: ada.token });
    expect(list.text).not.toContain(key);
    expect(list.json.items).toEqual([expect.objectContaining({ id, lastUsedAt: expect.any(String) })]);
    const { rows } = await web.db.pool.query('SELECT * FROM api_key WHERE id = $1', [id]);
    expect(JSON.stringify(rows)).not.toContain(key);
  });

  test('a deleted key is refused within a second, also by a process that had it cached and hears nothing', async () => {
    const ada = await web.signUp();
    const { key, id } = await createKey(ada.token);
    const ask = () => web.call('GET', '/api-keys', { token: key });
    expect((await ask()).status).toBe(200);
    // As another process would: behind this one's back, without the bus.
    await web.db.pool.query('UPDATE api_key SET revoked_at = now() WHERE id = $1', [id]);
    await within(1_000, ask, 401);
    const second = await createKey(ada.token);
    expect((await web.call('DELETE', `/api-keys/${second.id}`, { token: ada.token })).status).toBe(204);
    expect((await web.call('GET', '/api-keys', { token: second.key })).status).toBe(401);
    expect((await web.call('DELETE', `/api-keys/${second.id}`, { token: ada.token })).status).toBe(404);
  });

  test('an expired key is refused to the moment', async () => {
    const ada = await web.signUp();
    const { key } = await createKey(ada.token, { expiresAt: new Date(Date.now() + 400).toISOString() });
    expect((await web.call('GET', '/users/me', { token: key })).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect((await web.call('GET', '/users/me', { token: key })).status).toBe(401);
  });

  test.each([
    [['api:read'], 200, 403],
    [['api:read', 'api:write'], 200, 201],
    [['api:write'], 403, 201],
    [['mcp:call', 'mcp:read'], 403, 403],
  ])('scopes %j', async (scopes, read, write) => {
    const ada = await web.signUp();
    const { key } = await createKey(ada.token, { scopes });
    expect((await web.call('GET', '/api-keys', { token: key })).status).toBe(read);
    expect((await web.call('POST', '/api-keys', { token: key, body: { name: 'child' } })).status).toBe(write);
  });

  test('nobody mints above themselves: role, scopes, expiry', async () => {
    const team = await web.signUp();
    const editor = await memberOf(team, 'editor');
    const mint = (token: string, body: object) =>
      web.call('POST', '/api-keys', { token, body: { name: 'k', ...body } });
    expect((await mint(editor.token, { role: 'admin' })).status).toBe(403);
    expect((await mint(editor.token, {})).json).toMatchObject({ role: 'editor' });
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const weak = await createKey(editor.token, { role: 'viewer', scopes: ['api:read', 'api:write'], expiresAt });
    expect((await mint(weak.key, { role: 'editor' })).status).toBe(403);
    expect((await mint(weak.key, { scopes: ['mcp:call'] })).status).toBe(403);
    expect((await mint(weak.key, { expiresAt: '2100-01-01T00:00:00Z' })).status).toBe(403);
    expect((await mint(weak.key, {})).json).toMatchObject({ role: 'viewer', scopes: weak.scopes, expiresAt });
  });

  test('a key is as weak as its owner is now, and gone when the owner goes', async () => {
    const team = await web.signUp();
    const admin = await memberOf(team, 'admin');
    const { key } = await createKey(admin.token);
    const audit = () => web.call('GET', '/audit', { token: key });
    expect((await audit()).status).toBe(200);
    const demote = 'UPDATE membership SET role = $1 WHERE user_id = $2';
    await web.db.pool.query(demote, ['editor', admin.user.id]);
    await within(1_000, audit, 403);
    await web.db.pool.query('DELETE FROM membership WHERE user_id = $1', [admin.user.id]);
    await within(1_000, audit, 401);
  });

  test('one sees and ends one’s own keys; others’ need key:manage', async () => {
    const team = await web.signUp();
    const viewer = await memberOf(team, 'viewer');
    const own = await createKey(viewer.token);
    const owners = await createKey(team.token);
    const seenBy = async (token: string): Promise<string[]> =>
      (await web.call<{ items: ApiKey[] }>('GET', '/api-keys', { token })).json.items.map(({ id }) => id);
    expect(await seenBy(viewer.token)).toEqual([own.id]);
    expect((await seenBy(team.token)).sort()).toEqual([own.id, owners.id].sort());
    expect((await web.call('DELETE', `/api-keys/${owners.id}`, { token: viewer.token })).status).toBe(404);
    expect((await web.call('DELETE', `/api-keys/${own.id}`, { token: team.token })).status).toBe(204);
  });

  test('named servers are workflows of this workspace; such a key sees nothing of the whole workspace', async () => {
    const ada = await web.signUp();
    const eve = await web.signUp();
    const [bound, other] = [newId(), newId()];
    for (const [at, id] of [bound, other].entries()) {
      await web.db.pool.query(
        `INSERT INTO workflow (id, workspace_id, slug, name, tags, draft, draft_hash)
         VALUES ($1, $2, $3, 'W', '{}', '', '')`,
        [id, ada.workspace.id, `w${at}`],
      );
    }
    const mint = (token: string, body: object) =>
      web.call<CreatedKey>('POST', '/api-keys', { token, body: { name: 'k', ...body } });
    expect((await mint(eve.token, { servers: [bound] })).json).toMatchObject({ errors: [{ path: '/servers' }] });
    expect((await mint(ada.token, { servers: [bound, newId()] })).status).toBe(422);
    expect((await mint(ada.token, { servers: [bound] })).json).toMatchObject({
      servers: [bound],
      scopes: ['mcp:call', 'mcp:read'],
    });
    const { key } = (await mint(ada.token, { servers: [bound], scopes: ['api:read', 'api:write'] })).json;
    for (const path of ['/audit', '/api-keys']) expect((await web.call('GET', path, { token: key })).status).toBe(403);
    expect((await web.call('GET', `/workflows/${other}`, { token: key })).status).toBe(404);
    expect((await mint(key, { servers: [other] })).status).toBe(403);
    expect((await mint(key, {})).json).toMatchObject({ servers: [bound] });
  });
});

describe('workspaces', () => {
  test('someone with several names one, by id or slug, in header or query', async () => {
    const ada = await web.signUp();
    const created = await web.call<{ id: string; slug: string }>('POST', '/workspaces', {
      token: ada.token,
      body: { name: 'Second' },
    });
    expect(created.status).toBe(201);
    const { id, slug } = created.json;
    const list = (headers: Record<string, string>, query = '') =>
      web.call('GET', `/api-keys${query}`, { token: ada.token, headers });
    expect((await list({})).json).toMatchObject({ status: 400, code: 'workspace_required' });
    for (const name of [id, slug]) {
      expect((await list({ 'x-workspace': name })).status).toBe(200);
      expect((await list({}, `?workspace=${name}`)).status).toBe(200);
    }
    expect((await list({ 'x-workspace': ada.workspace.id }, `?workspace=${id}`)).status).toBe(400);
    const { key } = await createKeyIn(ada.token, slug);
    expect((await web.call('GET', '/api-keys', { token: key })).status).toBe(200);
    const foreign = { token: key, headers: { 'x-workspace': ada.workspace.id } };
    expect((await web.call('GET', '/api-keys', foreign)).status).toBe(404);
    expect((await web.call<{ items: object[] }>('GET', '/workspaces', { token: key })).json.items).toHaveLength(1);
    expect((await web.call('GET', `/workspaces/${ada.workspace.id}`, { token: key })).status).toBe(404);
  });

  const createKeyIn = async (token: string, workspace: string): Promise<CreatedKey> =>
    (await web.call<CreatedKey>('POST', `/api-keys?workspace=${workspace}`, { token, body: { name: 'k' } })).json;

  test('a foreign workspace and one that does not exist look the same', async () => {
    const [ada, eve] = [await web.signUp(), await web.signUp()];
    const visible = ({ status, json }: Answer): object => ({ status, json: { ...json, traceId: '' } });
    for (const path of ['/workspaces/ID', '/api-keys?workspace=ID']) {
      const ask = (id: string) => web.call('GET', path.replace('ID', id), { token: ada.token });
      const foreign = await ask(eve.workspace.id);
      expect(foreign.status).toBe(404);
      expect(visible(foreign)).toEqual(visible(await ask(newId())));
    }
    const key = await createKey(eve.token);
    const stranger = await web.call('DELETE', `/api-keys/${key.id}`, { token: ada.token });
    expect(visible(stranger)).toEqual(visible(await web.call('DELETE', `/api-keys/${newId()}`, { token: ada.token })));
    expect((await web.call('GET', '/users/me', { token: key.key })).status).toBe(200);
  });

  test('keys make no workspaces and rename nobody', async () => {
    const ada = await web.signUp();
    const { key } = await createKey(ada.token);
    expect((await web.call('POST', '/workspaces', { token: key, body: { name: 'X' } })).status).toBe(403);
    expect((await web.call('PATCH', '/users/me', { token: key, body: { name: 'X' } })).status).toBe(403);
    const renamed = await web.call('PATCH', '/users/me', { token: ada.token, body: { name: 'Countess' } });
    expect(renamed.json).toMatchObject({ name: 'Countess' });
  });
});

describe('sessions', () => {
  test('an ended session ends its access tokens within a second', async () => {
    const ada = await web.signUp();
    const ask = () => web.call('GET', '/users/me', { token: ada.token });
    expect((await ask()).status).toBe(200);
    await web.db.pool.query('UPDATE session SET ended_at = now() WHERE user_id = $1', [ada.user.id]);
    await within(1_000, ask, 401);
  });

  test('a bad Authorization header is refused and never falls back to the cookie', async () => {
    const ada = await web.signUp();
    const { names } = web.deps.cookies;
    const claims = JSON.parse(Buffer.from(ada.token.split('.')[1]!, 'base64url').toString()) as { sid: string };
    const sealed = await web.deps.cookies.seal({ sub: ada.user.id, sid: claims.sid }, Date.now());
    const cookie = `${names.session}=${sealed}`;
    const ask = (headers: Record<string, string>) => web.call('GET', '/users/me', { headers });
    expect((await ask({ cookie })).status).toBe(200);
    for (const authorization of ['Bearer tw_nonsense', 'Bearer x', 'Basic YTpi', 'Bearer', '']) {
      expect((await ask({ cookie, authorization })).status).toBe(401);
    }
  });

  test('a change by cookie needs our exact Origin and JSON', async () => {
    const ada = await web.signUp();
    const claims = JSON.parse(Buffer.from(ada.token.split('.')[1]!, 'base64url').toString()) as { sid: string };
    const sealed = await web.deps.cookies.seal({ sub: ada.user.id, sid: claims.sid }, Date.now());
    const cookie = `${web.deps.cookies.names.session}=${sealed}`;
    const rename = (headers: Record<string, string>, body: unknown = { name: 'New' }) =>
      web.call('PATCH', '/users/me', { headers: { cookie, ...headers }, body });
    expect((await rename({ origin: 'http://127.0.0.1:5210' })).status).toBe(200);
    for (const origin of ['http://127.0.0.1:5211', 'https://evil.example', 'null']) {
      expect((await rename({ origin })).status).toBe(403);
    }
    expect((await rename({})).status).toBe(403);
    const form = { origin: 'http://127.0.0.1:5210', 'content-type': 'text/plain' };
    expect((await rename(form, '{"name":"New"}')).status).toBe(415);
  });
});
