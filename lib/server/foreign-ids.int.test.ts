import { beforeAll, describe, expect, test } from 'vitest';
import { api } from '#lib/contracts/api/index.ts';
import type { ApiContract } from '#lib/contracts/api/contract.ts';
import { newId } from '#lib/shared/ids.ts';
import { useWeb, type Answer, type SignedUp } from './testing/web-harness.ts';

const web = useWeb();

/** A call that gets past its schemas, so that only the id decides. */
const definition = {
  schemaVersion: 1,
  settings: {},
  nodes: [
    { id: 'n1', key: 'start', type: 'trigger.manual', version: 1, config: {} },
    { id: 'n2', key: 'result', type: 'core.return', version: 1, config: { value: 1 } },
  ],
  edges: [{ id: 'e1', source: { node: 'n1', port: 'out' }, target: { node: 'n2', port: 'in' } }],
};
const bodies: Partial<Record<keyof typeof api, object>> = {
  saveDraft: { definition },
  updateWorkflow: { name: 'Mine now' },
  rollbackWorkflow: { version: 1 },
  executeNode: { input: 1 },
  updateWorkspace: { name: 'Mine now' },
  updateMember: { role: 'viewer' },
  updateConnection: { name: 'Mine now' },
  answerApproval: { decision: 'approve' },
  settleStep: { as: 'happened' },
  listenWebhook: { nodeId: 'n1' },
  exchangeMcp: { method: 'POST', headers: {}, body: '{}' },
};
const queries: Partial<Record<keyof typeof api, string>> = { diffVersions: '?from=1&to=draft' };
/** The operator's calls have no foreign ids: they are for every workspace, and 403 for everybody else. */
const withIds = (Object.entries(api) as [keyof typeof api, ApiContract][]).filter(
  ([, { path, access }]) => path.includes('{id}') && access !== 'operator',
);

let ada: SignedUp;
let eve: SignedUp;
const ids: Record<string, string> = {};

const call = <T = Record<string, unknown>>(method: string, path: string, token: string, body?: object) =>
  web.call<T>(method, path, { token, headers: { 'if-match': '"1"' }, ...(body ? { body } : {}) });

beforeAll(async () => {
  [ada, eve] = [await web.signUp(), await web.signUp()];
  const created = async (path: string, body: object): Promise<string> => {
    const answer = await call<{ id: string }>('POST', path, ada.token, body);
    expect([201, 202], answer.text).toContain(answer.status);
    return answer.json.id;
  };
  ids['workspaces'] = ada.workspace.id;
  ids['workflows'] = await created('/workflows', { name: 'Secret plan', definition });
  ids['deployments'] = await created(`/workflows/${ids['workflows']}/deploy`, {});
  ids['executions'] = await created(`/workflows/${ids['workflows']}/execute`, { mode: 'async' });
  ids['collections'] = await created('/collections', {
    name: 'Secret plan',
    members: [{ workflowId: ids['workflows'] }],
  });
  ids['files'] = await created('/files', { secret: 'Secret plan' });
  ids['integrations'] = await created('/integrations/connections', {
    name: 'Secret plan',
    connector: 'bearer',
    hosts: ['api.example.com'],
    fields: { token: 'secret-token' },
  });
  ids['exports'] = await created('/exports', {});
  ids['api-keys'] = await created('/api-keys', { name: 'key' });
  ids['invitations'] = await created('/invitations', { email: 'bob@example.com', role: 'viewer' });
  ids['approvals'] = newId();
  await web.db.pool.query(
    `INSERT INTO approval (id, workspace_id, workflow_id, execution_id, step_id, key, status, open, on_timeout, created_at, expires_at)
     VALUES ($1, $2, $3, $4, 'ask', 'ask', 'pending', true, 'reject', now(), now() + interval '1 day')`,
    [ids['approvals'], ada.workspace.id, ids['workflows'], ids['executions']],
  );
  ids['connected-apps'] = newId();
  await web.db.pool.query(
    `INSERT INTO oauth_grant (id, workspace_id, user_id, server_id, resource, client_id, client_name, redirect_uri, scopes,
       activated_at, expires_at)
     VALUES ($1, $2, $3, $4, 'http://127.0.0.1/mcp/x/y', 'client', 'Secret plan', 'http://127.0.0.1/', '{mcp:call}', now(),
       now() + interval '1 day')`,
    [ids['connected-apps'], ada.workspace.id, ada.user.id, ids['workflows']],
  );
  const firstOf = async (path: string): Promise<string> =>
    (await call<{ items: { id: string }[] }>('GET', path, ada.token)).json.items[0]!.id;
  ids['members'] = await firstOf('/members');
  ids['users'] = await firstOf('/users/me/sessions');
});

const addressOf = (name: keyof typeof api, { path }: ApiContract, id: string): string =>
  path
    .replace('{id}', id)
    .replace('{nodeId}', 'n1')
    .replace('{version}', '1')
    .replace('{listenerId}', newId())
    .replace('{sha256}', 'ab'.repeat(32)) + (queries[name] ?? '');
const visible = ({ status, json, headers }: Answer): object => ({
  status,
  json: { ...json, traceId: '' },
  headers: [...headers.keys()].sort(),
});

describe('another tenant’s id looks like one that does not exist', () => {
  test.each(withIds)('%s', async (name, contract) => {
    const foreignId = ids[contract.path.split('/')[1]!];
    expect(foreignId, 'a kind of id that this test knows').toBeDefined();
    const body = contract.body ? (bodies[name] ?? {}) : undefined;
    const ask = (id: string) => call(contract.method, addressOf(name, contract, id), eve.token, body);
    const foreign = await ask(foreignId!);
    expect(foreign.status, foreign.text).toBe(404);
    expect(visible(foreign)).toEqual(visible(await ask(newId())));
    expect(foreign.text).not.toContain('Secret plan');
  });

  test('and nothing of the owner’s was changed', async () => {
    const workflow = await call('GET', `/workflows/${ids['workflows']}`, ada.token);
    expect(workflow).toMatchObject({ status: 200, json: { name: 'Secret plan', revision: 1 } });
    for (const kind of ['deployments', 'executions', 'files', 'workspaces']) {
      expect((await call('GET', `/${kind}/${ids[kind]}`, ada.token)).status, kind).toBe(200);
    }
    expect((await call('DELETE', `/api-keys/${ids['api-keys']}`, ada.token)).status).toBe(204);
    expect((await call('DELETE', `/connected-apps/${ids['connected-apps']}`, ada.token)).status).toBe(204);
  });

  test.each([
    '/workflows',
    '/deployments',
    '/executions',
    '/approvals',
    '/collections',
    '/files',
    '/exports',
    '/integrations/connections',
    '/api-keys',
    '/audit',
    '/members',
    '/invitations',
  ])('%s lists one’s own', async (path) => {
    const list = await call<{ items: object[] }>('GET', path, eve.token);
    expect(list.status).toBe(200);
    for (const id of Object.values(ids)) expect(list.text).not.toContain(id);
    const byWorkflow = await call<{ items: object[] }>('GET', `${path}?workflowId=${ids['workflows']}`, eve.token);
    if (byWorkflow.status === 200) expect(byWorkflow.json.items).toEqual([]);
  });
});
