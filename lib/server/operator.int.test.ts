import { beforeAll, describe, expect, test } from 'vitest';
import { newId } from '#lib/shared/ids.ts';
import { useWeb, type SignedUp } from './testing/web-harness.ts';

const operatorEmail = 'ops@example.com';
const web = useWeb({ OPERATOR_EMAIL: operatorEmail, QUOTA_SERVERS: '100' });

const definition = {
  schemaVersion: 1,
  settings: {},
  nodes: [
    {
      id: 'n1',
      key: 'start',
      type: 'trigger.tool',
      version: 1,
      config: { name: 'hello', description: 'Hello', inputSchema: { type: 'object' } },
    },
    { id: 'n2', key: 'result', type: 'core.return', version: 1, config: { value: 1 } },
  ],
  edges: [{ id: 'e1', source: { node: 'n1', port: 'out' }, target: { node: 'n2', port: 'in' } }],
};

let operator: SignedUp;
let ada: SignedUp;
beforeAll(async () => {
  operator = await web.signUp('Operator');
  ada = await web.signUp('Ada');
});

const get = <T = Record<string, unknown>>(path: string, token: string) => web.call<T>('GET', path, { token });
const setQuota = (id: string, body: object, token = operator.token) =>
  web.call('PATCH', `/instance/workspaces/${id}/quota`, { token, body });

describe('the operator', () => {
  test('is the first account, and nobody else', async () => {
    expect((await get('/instance', operator.token)).status).toBe(200);
    expect(await get('/instance', ada.token)).toMatchObject({ status: 403, json: { code: 'forbidden' } });
  });

  test('is also the account of OPERATOR_EMAIL, once its address is verified', async () => {
    const body = { email: operatorEmail, password: 'correct horse battery', name: 'Ops' };
    await web.call('POST', '/auth/signup', { body });
    const signIn = { email: operatorEmail, password: body.password };
    const { accessToken } = (await web.call<{ accessToken: string }>('POST', '/auth/token', { body: signIn })).json;
    expect((await get('/instance', accessToken)).status).toBe(403);
    await web.db.pool.query('UPDATE "user" SET email_verified = now() WHERE email = $1', [operatorEmail]);
    expect((await get('/instance', accessToken)).status).toBe(200);
  });

  test('reads health, counts and settings, and no secret', async () => {
    const { json, text } = await get('/instance', operator.token);
    expect(json).toMatchObject({
      version: expect.any(String),
      processes: expect.arrayContaining([expect.objectContaining({ role: 'web', alive: true })]),
      counts: { people: expect.any(Number), workspaces: expect.any(Number) },
      settings: { PORT: '5210', OPERATOR_EMAIL: operatorEmail, DATABASE_URL: expect.stringContaining('127.0.0.1') },
    });
    const { authSecret, internalSecret, databaseUrl, masterKey } = web.deps.config;
    const secrets = [authSecret, internalSecret, new URL(databaseUrl).password, masterKey ?? 'none-set'];
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  test('lists all workspaces, page by page, with what they use', async () => {
    const first = await get<{ items: { id: string }[]; nextCursor: string }>(
      '/instance/workspaces?limit=1',
      operator.token,
    );
    const rest = await get<{ items: { id: string }[] }>(
      `/instance/workspaces?cursor=${first.json.nextCursor}`,
      operator.token,
    );
    const ids = [...first.json.items, ...rest.json.items].map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([operator.workspace.id, ada.workspace.id]));
    expect(new Set(ids).size).toBe(ids.length);
    expect(first.json.items[0]).toMatchObject({
      usage: { servers: { used: 0, limit: 100 }, members: { used: 1 } },
      quota: { servers: null },
    });
  });

  test('changes quotas, which the workspace’s audit trail shows', async () => {
    const grace = await web.signUp('Grace');
    expect(await setQuota(grace.workspace.id, { servers: 7, storageBytes: 5_000_000_000 })).toMatchObject({
      status: 200,
      json: { servers: 7, storageBytes: 5_000_000_000, members: null, executionsPerDay: null },
    });
    expect((await get('/usage', grace.token)).json).toMatchObject({
      servers: { used: 0, limit: 7 },
      storageBytes: { used: 0, limit: 5_000_000_000 },
    });
    expect((await setQuota(grace.workspace.id, { servers: null })).json).toMatchObject({
      servers: null,
      storageBytes: 5_000_000_000,
    });
    expect((await get('/audit', grace.token)).text).toContain('quota.changed');
    expect((await setQuota(newId(), { servers: 1 })).status).toBe(404);
    expect((await setQuota(grace.workspace.id, { servers: 1 }, grace.token)).status).toBe(403);
    for (const wrong of [{ servers: -1 }, { servers: 1.5 }, { servers: '1' }, { workspaceId: newId() }]) {
      expect((await setQuota(grace.workspace.id, wrong)).status, JSON.stringify(wrong)).toBe(422);
    }
  });
});

describe('quotas', () => {
  const deploy = async (person: SignedUp, name: string) => {
    const { token } = person;
    const workflow = await web.call<{ id: string }>('POST', '/workflows', { token, body: { name, definition } });
    return web.call('POST', `/workflows/${workflow.json.id}/deploy`, { token, body: {} });
  };

  test('live servers: the one too many is refused and named; asking at once does not get around it', async () => {
    const person = await web.signUp('Servers');
    await setQuota(person.workspace.id, { servers: 2 });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => deploy(person, name)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(2);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(2);
    expect(refused[0]!.json).toMatchObject({
      code: 'quota_exceeded',
      quota: 'servers',
      limit: 2,
      detail: 'This workspace may have 2 live servers; stop one first',
    });
  });

  test('storage: what does not fit is refused, and counts as used once it is there', async () => {
    const person = await web.signUp('Storage');
    await setQuota(person.workspace.id, { storageBytes: 10 });
    const upload = (bytes: number) =>
      web.call('POST', '/files?name=a.txt', {
        token: person.token,
        body: new Uint8Array(bytes).fill(97),
        headers: { 'content-type': 'text/plain' },
      });
    expect(await upload(11)).toMatchObject({ status: 409, json: { code: 'quota_exceeded' } });
    expect((await upload(8)).status).toBe(201);
    expect((await get('/usage', person.token)).json).toMatchObject({ storageBytes: { used: 8, limit: 10 } });
    expect((await upload(3)).status).toBe(409);
  });

  test('runs a day: 429 with the time until midnight; another workspace runs on', async () => {
    const person = await web.signUp('Runs');
    await setQuota(person.workspace.id, { executionsPerDay: 3 });
    const run = async (who: SignedUp) => {
      const { token } = who;
      const workflow = await web.call<{ id: string }>('POST', '/workflows', { token, body: { name: 'w', definition } });
      return web.call('POST', `/workflows/${workflow.json.id}/execute`, { token, body: { mode: 'async', input: {} } });
    };
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) statuses.push((await run(person)).status);
    expect(statuses).toEqual([202, 202, 202]);
    const refused = await run(person);
    expect(refused).toMatchObject({
      status: 429,
      json: { code: 'daily_quota_reached', quota: 'executionsPerDay', limit: 3 },
    });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(86_400);
    expect((await get('/usage', person.token)).json).toMatchObject({ executionsPerDay: { used: 3, limit: 3 } });
    expect((await run(ada)).status).toBe(202);
    await setQuota(person.workspace.id, { executionsPerDay: 4 });
    expect((await run(person)).status).toBe(202);
    expect((await run(person)).status).toBe(429);
  });
});
