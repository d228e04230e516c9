import { request } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openInstallation } from '../../scripts/operator/installation.ts';
import { findFreePort } from '../../scripts/free-port.ts';
import { startProduct, type Product } from '../start-product.ts';
import { readFixture } from './fixture.ts';
import { missingPrograms, startNginx, type Nginx } from './nginx.ts';

const missing = missingPrograms();
const inCi = process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false';
const PERSON = { email: 'proxied@example.com', password: 'correct horse battery', name: 'Proxied' };
/** Another loopback address than nginx has, so that the two can be told apart. */
const CLIENT_ADDRESS = '127.0.0.2';

interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

if (missing.length > 0 && !inCi) {
  it.skip(`behind nginx (skipped: ${missing.join(' and ')} not installed)`, () => undefined);
} else {
  describe('behind nginx with TLS', behindNginx);
}

function behindNginx(): void {
  let product: Product;
  let nginx: Nginx;
  let web = '';
  let token = '';

  beforeAll(async () => {
    const [webPort, mcpPort] = [await findFreePort(), await findFreePort()];
    web = `https://localhost:${webPort}`;
    const addresses = { PUBLIC_URL: web, MCP_PUBLIC_URL: `https://localhost:${mcpPort}` };
    product = await startProduct({ ...addresses, TRUST_PROXY: '1' });
    nginx = await startNginx({ [webPort]: portOf(product.api), [mcpPort]: portOf(product.mcp) });
    await json(`${web}/api/v1/auth/signup`, {
      method: 'POST',
      body: PERSON,
      headers: { 'x-forwarded-for': '203.0.113.9' },
    });
    const { email, password } = PERSON;
    const answer = await json(`${web}/api/v1/auth/token`, { method: 'POST', body: { email, password } });
    token = String(answer.body['accessToken']);
  }, 300_000);
  afterAll(async () => {
    await nginx?.stop();
    await product?.stop();
  });

  /** Over TLS, from the client's own address. Resolves with the answer's head; the body goes on. */
  function open(url: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<IncomingMessage> {
    const { port, pathname, search, host } = new URL(url);
    const text = body === undefined ? '' : JSON.stringify(body);
    const sent: Record<string, string> = { host, ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers };
    if (text !== '') sent['content-type'] = 'application/json';
    const options = { host: '127.0.0.1', port, path: `${pathname}${search}`, method, headers: sent };
    const tls = { ca: nginx.certificate, servername: 'localhost', localAddress: CLIENT_ADDRESS, agent: false };
    return new Promise((resolve, reject) => {
      request({ ...options, ...tls }, resolve)
        .once('error', reject)
        .end(text);
    });
  }

  async function json(
    url: string,
    ask: Ask = {},
  ): Promise<{ status: number; headers: IncomingHttpHeaders; body: Record<string, unknown> }> {
    const answer = await open(url, ask);
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    return { status: answer.statusCode!, headers: answer.headers, body: JSON.parse(text) as Record<string, unknown> };
  }

  it('records the client’s address: not nginx’s, and not the one that the client claims', async () => {
    const installation = await openInstallation({ DATA_DIR: product.dataDir });
    try {
      const { rows } = await installation.db.pool.query('SELECT DISTINCT address FROM audit_event');
      expect(rows).toEqual([{ address: CLIENT_ADDRESS }]);
    } finally {
      await installation.close();
    }
  });

  it('gives session cookies that only travel over TLS', async () => {
    const { headers, body } = await json(`${web}/api/auth/csrf`);
    expect(body).toMatchObject({ csrfToken: expect.any(String) });
    for (const cookie of headers['set-cookie'] ?? ['none']) expect(cookie).toMatch(/; Secure/i);
  });

  it('lets a stream through while it is open', async () => {
    const stream = await open(`${web}/api/v1/events`);
    expect(stream.headers['content-type']).toContain('text/event-stream');
    let received = '';
    stream.on('data', (chunk) => (received += String(chunk)));
    await expect.poll(() => received, { timeout: 5_000 }).not.toBe('');
    expect(stream.complete).toBe(false);
    stream.destroy();
  });

  it('passes each event on as it happens: a saved draft is seen within a second', async () => {
    const created = await json(`${web}/api/v1/workflows`, { method: 'POST', body: { name: 'Watched' } });
    const stream = await open(`${web}/api/v1/events`);
    const received = reading(stream);
    await expect.poll(received, { timeout: 5_000 }).not.toBe('');
    const draft = { ...(created.body['definition'] as object), settings: { timeoutMs: 12_345 } };
    const saved = await json(`${web}/api/v1/workflows/${String(created.body['id'])}`, {
      method: 'PUT',
      body: { definition: draft },
      headers: { 'if-match': `"${String(created.body['revision'])}"` },
    });
    expect(saved.status).toBe(200);
    await expect.poll(received, { timeout: 1_000, interval: 20 }).toContain('event: draft.saved');
    expect(received()).toContain(String(created.body['id']));
    expect(stream.complete).toBe(false);
    stream.destroy();
  });

  it('ends open streams with their session, within a second or two', async () => {
    const { email, password } = PERSON;
    const other = await json(`${web}/api/v1/auth/token`, { method: 'POST', body: { email, password } });
    const authorization = `Bearer ${String(other.body['accessToken'])}`;
    const sessions = await json(`${web}/api/v1/users/me/sessions`, { headers: { authorization } });
    const items = sessions.body['items'] as { id: string; current: boolean }[];
    const stream = await open(`${web}/api/v1/events`, { headers: { authorization } });
    const received = reading(stream);
    await expect.poll(received, { timeout: 5_000 }).not.toBe('');
    const ended = await open(`${web}/api/v1/users/me/sessions/${items.find(({ current }) => current)!.id}`, {
      method: 'DELETE',
    });
    expect(ended.statusCode).toBe(204);
    await expect.poll(() => stream.complete || stream.closed, { timeout: 2_000, interval: 20 }).toBe(true);
    expect((await json(`${web}/api/v1/users/me`, { headers: { authorization } })).status).toBe(401);
  });

  it('serves a deployed tool at its public address', async () => {
    const { name, definition } = readFixture('one-node');
    const workflow = await json(`${web}/api/v1/workflows`, {
      method: 'POST',
      body: { name: `${name} again`, definition },
    });
    const deployed = await json(`${web}/api/v1/workflows/${String(workflow.body['id'])}/deploy`, {
      method: 'POST',
      body: {},
    });
    const deployment = `${web}/api/v1/deployments/${String(deployed.body['id'])}`;
    await expect.poll(async () => (await json(deployment)).body['status'], { timeout: 20_000 }).toBe('active');
    const url = (await json(deployment)).body['url'] as string;
    expect(url).toMatch(/^https:\/\/localhost:\d+\/mcp\//);
    const call = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'echo', arguments: { text: 'hello' } },
    };
    const answer = await open(url, {
      method: 'POST',
      headers: { accept: 'application/json, text/event-stream' },
      body: call,
    });
    let text = '';
    for await (const chunk of answer) text += String(chunk);
    expect(text).toContain('"structuredContent":{"text":"hello"}');
  });
}

/** What has come so far. */
function reading(stream: IncomingMessage): () => string {
  let text = '';
  stream.on('data', (chunk) => (text += String(chunk)));
  stream.on('error', () => undefined);
  return () => text;
}

const portOf = (origin: string): number => Number(new URL(origin).port);
