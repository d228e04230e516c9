import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chain, echoDefinition, toolTrigger } from '#lib/services/testing/definitions.ts';
import { findFreePort } from '../../scripts/free-port.ts';
import { codeOf } from './testing/two-factor-person.ts';
import { useWeb, type Answer, type SignedUp } from './testing/web-harness.ts';

/** Secrets of every kind are planted, used rightly and wrongly, and then looked for in all that anybody may read. */
const [mcpPort, internalPort, workerPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
const web = useWeb({
  MCP_PORT: String(mcpPort),
  INTERNAL_PORT: String(internalPort),
  WORKER_PORT: String(workerPort),
  LOG_LEVEL: 'trace',
});

const ROOT = path.resolve(import.meta.dirname, '../..');
const VARIABLE = 'canary-variable"é-51c0';
const PASSWORD = 'canary-password"é-77d3';
const children: ChildProcess[] = [];
let logs = '';

async function start(file: string, port: number): Promise<void> {
  const child = spawn(process.execPath, [file], { cwd: ROOT, env: process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (logs += data.toString()));
  await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200), {
    timeout: 20_000,
    interval: 50,
  });
}

beforeAll(async () => {
  // The web process is this one: its log is read where pino writes it.
  Object.assign(web.deps.logger, { [pino.symbols.streamSym]: { write: (line: string) => (logs += line) } });
  await start('workers/runtime.ts', internalPort);
  await start('workers/worker.ts', workerPort);
});
afterAll(async () => {
  for (const child of children) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
});

/** What everybody was told. Answers that show a new credential once are not in it. */
const said: unknown[] = [];

async function ask<T = Record<string, unknown>>(
  method: string,
  address: string,
  options: Parameters<typeof web.call>[2],
): Promise<Answer<T>> {
  const answer = await web.call<T>(method, address, options);
  said.push(answer.text, [...answer.headers]);
  return answer;
}

/** Two-factor sign-in, with what its answers show once. */
async function plantSecondFactor(email: string, token: string): Promise<Record<string, string>> {
  const ask = <T>(path: string, body: object) => web.call<T>('POST', path, { token, body });
  const { secret } = (await ask<{ secret: string }>('/users/me/two-factor', { password: PASSWORD })).json;
  const code = codeOf(secret, Date.now());
  const { json } = await ask<{ recoveryCodes: string[] }>('/users/me/two-factor/confirm', { code });
  const [used, wrong, kept] = json.recoveryCodes as [string, string, string];
  for (const sent of [used, used, `${wrong}x`, [kept]]) {
    await web.call('POST', '/auth/token', { body: { email, password: PASSWORD, code: sent } });
  }
  return { secret, used, wrong, kept };
}

async function plant(): Promise<{ person: SignedUp; token: string; key: string; factor: Record<string, string> }> {
  const person = await web.signUp();
  const email = `canary-${crypto.randomUUID()}@example.com`;
  await ask('POST', '/auth/signup', { body: { email, password: PASSWORD, name: 'Canary' } });
  const signedIn = await web.call<{ accessToken: string }>('POST', '/auth/token', {
    body: { email, password: PASSWORD },
  });
  const token = signedIn.json.accessToken;
  const body = { name: 'canary', scopes: ['mcp:call', 'mcp:read', 'api:read', 'api:write'] };
  const made = await web.call<{ key: string }>('POST', '/api-keys', { token, body });
  await ask('PUT', '/variables/hidden', { token, body: { value: VARIABLE, secret: true } });
  return { person, token, key: made.json.key, factor: await plantSecondFactor(email, token) };
}

/** Wrong requests that carry secrets: what refuses them must not repeat them. */
async function misuse(token: string, key: string): Promise<void> {
  const email = 'nobody@example.com';
  await ask('POST', '/auth/token', { body: { email, password: PASSWORD } });
  await ask('POST', '/auth/token', { body: { email, password: PASSWORD, extra: PASSWORD } });
  await ask('POST', '/auth/token', { body: `{"email":"${email}","password":"canary-password"é-77d3` });
  await ask('POST', '/auth/signup', { body: { email: PASSWORD, password: PASSWORD, name: 'x' } });
  for (const bad of [
    { value: [VARIABLE], secret: true },
    { value: VARIABLE, secret: VARIABLE },
    { value: VARIABLE, x: 1 },
  ]) {
    await ask('PUT', '/variables/hidden', { token, body: bad });
  }
  await ask('PUT', '/variables/hidden', { token, body: { value: VARIABLE.repeat(4_000), secret: true } });
  await ask('GET', '/workflows', { token: `${key}x` });
  await ask('GET', '/workflows', { token: `${token}x` });
  await ask('GET', `/workflows/${crypto.randomUUID()}`, { token: key });
}

async function runEverything(token: string): Promise<string> {
  const create = async (definition: object): Promise<string> =>
    (await ask<{ id: string }>('POST', '/workflows', { token, body: { name: 'Canary', definition } })).json.id;
  const code = {
    type: 'data.code',
    config: { code: 'return { vars, all: Object.keys(vars), env: globalThis.process }' },
  };
  const definitions = [
    echoDefinition('{{ vars.hidden }}'),
    echoDefinition('{{ vars }}'),
    chain({ start: toolTrigger(), code, end: { type: 'core.return', config: { value: '{{ steps.code }}' } } }),
  ];
  for (const definition of definitions) {
    const id = await create(definition);
    for (const mode of ['sync', 'async']) {
      await ask('POST', `/workflows/${id}/execute`, { token, body: { mode, input: { text: 'hi' } } });
    }
    await ask('POST', `/workflows/${id}/nodes/end/execute`, { token, body: { input: { text: 'hi' } } });
    await ask('POST', `/workflows/${id}/validate`, { token, body: {} });
    await ask('POST', `/workflows/${id}/deploy`, { token, body: {} });
    await ask('GET', `/workflows/${id}/export`, { token });
  }
  const id = await create(echoDefinition());
  const { json } = await ask<{ id: string; url: string }>('POST', `/workflows/${id}/deploy`, { token, body: {} });
  await vi.waitFor(
    async () => expect((await ask('GET', `/deployments/${json.id}`, { token })).json['status']).toBe('active'),
    { timeout: 10_000, interval: 100 },
  );
  return json.url;
}

/** Calls over MCP, right and wrong. */
async function callTool(url: string, key: string): Promise<void> {
  const params = { name: 'echo', arguments: { text: 'hi' } };
  for (const [credential, body] of [
    [key, { jsonrpc: '2.0', id: 1, method: 'tools/call', params }],
    [key, { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'nope', arguments: { key } } }],
    [`${key}x`, { jsonrpc: '2.0', id: 1, method: 'tools/list' }],
    [VARIABLE.replace('é', 'e'), { jsonrpc: '2.0', id: 1, method: 'tools/list' }],
  ] as const) {
    const headers = {
      authorization: `Bearer ${credential}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-06-18',
    };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    said.push(await response.text(), [...response.headers]);
  }
}

async function readEverything(token: string): Promise<void> {
  for (const list of ['variables', 'variables/hidden', 'workflows', 'executions', 'deployments', 'api-keys', 'audit']) {
    expect((await ask('GET', `/${list}`, { token })).status).toBe(200);
  }
  for (const { id } of (await ask<{ items: { id: string }[] }>('GET', '/executions', { token })).json.items) {
    await ask('GET', `/executions/${id}`, { token });
  }
  for (const address of ['openapi.json', 'users/me', 'monitoring/summary', 'nodes']) {
    await ask('GET', `/${address}`, { token });
  }
  for (const port of [internalPort, workerPort]) {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain('toolwright_');
    said.push(metrics);
  }
  said.push((await web.deps.metrics.render()).body);
  const { rows } = await web.db.pool.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
  );
  for (const { name } of rows) {
    said.push((await web.db.pool.query(`SELECT t::text AS row FROM "${name}" t`)).rows);
  }
}

/** A secret in all the ways in which it may have been written. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const plain = [secret, encodeURIComponent(secret), bytes.toString('base64'), bytes.toString('hex')];
  return [...new Set(plain.flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]))];
}

test('planted secrets are in no answer, log, metric, run, audit event or row', { timeout: 90_000 }, async () => {
  const { token, key, factor } = await plant();
  await misuse(token, key);
  await callTool(await runEverything(token), key);
  await vi.waitFor(
    async () => {
      const { json } = await web.call<{ items: { status: string }[] }>('GET', '/executions', { token });
      expect(json.items.some(({ status }) => ['queued', 'running'].includes(status))).toBe(false);
    },
    { timeout: 20_000, interval: 100 },
  );
  await readEverything(token);

  // Each place was really looked at: something harmless of each kind is there.
  const everything = JSON.stringify(said);
  for (const seen of ['is secret', 'variable.created', 'invalid', 'unauthenticated', 'structuredContent']) {
    expect(everything).toContain(seen);
  }
  for (const role of ['web', 'runtime', 'worker']) expect(logs).toContain(`"role":"${role}"`);

  const { AUTH_SECRET, INTERNAL_SECRET, MASTER_KEY } = process.env as Record<string, string>;
  const planted = {
    VARIABLE,
    PASSWORD,
    token,
    key,
    ...factor,
    AUTH_SECRET,
    INTERNAL_SECRET,
    MASTER_KEY: MASTER_KEY!.split(':')[1],
  };
  for (const [name, secret] of Object.entries(planted)) {
    for (const spelling of spellings(secret!)) {
      expect(logs.includes(spelling), `${name} in the logs`).toBe(false);
      expect(everything.includes(spelling), `${name} in what was said`).toBe(false);
      expect(everything.includes(JSON.stringify(spelling).slice(1, -1)), `${name} in what was said`).toBe(false);
    }
  }
});
