import { beforeAll, describe, expect, test } from 'vitest';
import { api } from '#lib/contracts/api/index.ts';
import type { ApiContract } from '#lib/contracts/api/contract.ts';
import { useWeb, type SignedUp } from './testing/web-harness.ts';

const web = useWeb();

const definition = {
  schemaVersion: 1,
  settings: {},
  nodes: [
    {
      id: 'n1',
      key: 'start',
      type: 'trigger.manual',
      version: 1,
      name: 'Start',
      notes: 'note',
      config: { sample: 'x' },
    },
    { id: 'n2', key: 'result', type: 'core.return', version: 1, config: { value: 'x' } },
  ],
  edges: [{ id: 'e1', source: { node: 'n1', port: 'out' }, target: { node: 'n2', port: 'in' } }],
};
const serverSettings = {
  limits: { callsPerMinute: 5, bodyBytes: 2_048 },
  publicLimits: { callsPerDay: 5 },
  tools: { start: { name: 'find', description: 'text', parameters: { query: { preset: { value: { a: ['x'] } } } } } },
};
const member = { workflowId: '019e0000-0000-7000-8000-000000000000', names: { find: 'look' } };
/** One body that each call accepts. */
const bodies: Partial<Record<keyof typeof api, object>> = {
  updateQuota: { executionsPerDay: 1, storageBytes: 1, servers: 1, members: 1, concurrentRuns: 1 },
  signUp: { email: 'ada@example.com', password: 'long enough', name: 'Ada', workspaceName: 'Team' },
  createToken: { email: 'nobody@example.com', password: 'long enough', code: '123456' },
  updateMe: { name: 'Ada', locale: 'ko' },
  createWorkspace: { name: 'Team' },
  updateWorkspace: { name: 'Team' },
  changePassword: { currentPassword: 'long enough', newPassword: 'longer than that' },
  deleteMe: { password: 'long enough' },
  beginTwoFactor: { password: 'long enough' },
  confirmTwoFactor: { code: '123456' },
  endTwoFactor: { password: 'long enough', code: '123456' },
  renewRecoveryCodes: { password: 'long enough', code: '123456' },
  resetTwoFactor: { email: 'nobody@example.com' },
  verifyEmail: { token: 'nonsense' },
  forgotPassword: { email: 'nobody@example.com' },
  resetPassword: { token: 'nonsense', password: 'long enough' },
  updateMember: { role: 'viewer' },
  createInvitation: { email: 'nobody@example.com', role: 'viewer' },
  previewInvitation: { token: 'nonsense' },
  acceptInvitation: { token: 'nonsense' },
  answerConsent: { request: 'nonsense', allow: false },
  putMemory: { value: { a: 'x' }, expiresAt: null },
  putVariable: { value: { a: 'x' }, secret: false },
  createApiKey: {
    name: 'key',
    role: 'viewer',
    scopes: ['api:read'],
    limits: { callsPerMinute: 5 },
    expiresAt: '2100-01-01T00:00:00Z',
  },
  createWorkflow: { name: 'Flow', description: 'text', definition },
  importWorkflow: {
    format: 'toolwright.workflow',
    formatVersion: 1,
    name: 'F',
    description: 'd',
    tags: ['t'],
    definition,
  },
  saveDraft: { definition },
  updateWorkflow: { name: 'Flow', description: 'text', tags: ['tag'] },
  validateWorkflow: { definition },
  executeWorkflow: { trigger: 'start', input: { a: 'x' }, mode: 'async', version: 'draft' },
  replayExecution: { version: 1 },
  listenWebhook: { nodeId: 'n1' },
  resumeExecution: { stepId: 'ask', data: { a: 'x' } },
  settleStep: { as: 'happened', output: { a: 'x' } },
  retryExecution: { from: 'start', stepInput: { a: 'x' } },
  deleteExecutions: { before: '2020-01-01T00:00:00Z', workflowId: '019e0000-0000-7000-8000-000000000000' },
  answerApproval: { decision: 'approve', data: { a: 'x' } },
  deployWorkflow: { message: 'first', version: 1 },
  rollbackWorkflow: { version: 1 },
  updateServer: { access: 'key', settings: serverSettings },
  previewServer: { access: 'public', settings: serverSettings },
  createCollection: { name: 'Desk', description: 'text', members: [member] },
  updateCollection: { name: 'Desk', members: [member], access: 'key', settings: { limits: { callsPerMinute: 5 } } },
  exchangeMcp: { method: 'POST', headers: { accept: 'application/json' }, body: '{}' },
  createConnection: {
    name: 'Api',
    connector: 'apiKey',
    hosts: ['api.example.com'],
    fields: { place: 'header', name: 'X-Key', value: 'secret', testUrl: 'https://api.example.com/' },
    personal: false,
  },
  updateConnection: { name: 'Api', hosts: ['api.example.com'], fields: { token: 'other', testUrl: null } },
};
const hostile: unknown[] = [
  '\0',
  'a\0b',
  '\ud800',
  '\r\nSet-Cookie: a=b',
  '',
  ' ',
  'x'.repeat(300_000),
  '__proto__',
  '../../etc/passwd',
  "'; DROP TABLE workflow; --",
  '{{ input.a }}',
  '\u202E',
  -1,
  0,
  1.5,
  1e308,
  null,
  true,
  [],
  {},
  [[]],
  '0000-01-01T00:00:00Z',
];

/** Every copy of `value` in which one leaf is replaced. */
function* mutations(value: unknown, replacement: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries())
      for (const changed of mutations(item, replacement)) yield value.with(at, changed);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) {
      for (const changed of mutations(item, replacement)) yield { ...value, [name]: changed };
    }
  } else yield replacement;
}

describe('a hostile value anywhere in a body is accepted or refused, never an internal error', () => {
  let ada: SignedUp;
  let workflowId: string;
  beforeAll(async () => {
    ada = await web.signUp();
    const body = { name: 'Flow', definition };
    workflowId = (await web.call<{ id: string }>('POST', '/workflows', { token: ada.token, body })).json.id;
    await web.call('POST', `/workflows/${workflowId}/deploy`, { token: ada.token, body: {} });
  });

  const withBody = (Object.entries(api) as [keyof typeof api, ApiContract][]).filter(([name]) => name in bodies);

  test.each(withBody)('%s', { timeout: 120_000 }, async (name, contract) => {
    const path =
      contract.path.replace('{id}', workflowId).replace('{name}', 'hostile') +
      (name === 'putMemory' ? '?key=hostile' : '');
    const seen = new Set<number>();
    let tries = 0;
    for (const value of hostile) {
      for (const body of mutations(bodies[name], value)) {
        const address = contract.access === 'public' ? `198.51.100.${(tries += 1) % 250}` : '192.0.2.1';
        const headers = { 'if-match': '"1"', 'x-workspace': ada.workspace.id };
        const answer = await web.call(contract.method, path, { token: ada.token, headers, body, address });
        seen.add(answer.status);
        expect(answer.status, `${JSON.stringify(body).slice(0, 500)} -> ${answer.text.slice(0, 300)}`).toBeLessThan(
          500,
        );
      }
    }
    expect(seen.has(422)).toBe(true);
  });

  test('every call with a body is tried', () => {
    const bodied = (Object.entries(api) as [keyof typeof api, ApiContract][]).filter(([, { body }]) => body);
    expect(bodied.map(([name]) => name).filter((name) => !(name in bodies))).toEqual(['executeNode']);
  });
});
