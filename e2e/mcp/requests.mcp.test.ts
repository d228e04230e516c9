import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Deployment } from '../../lib/contracts/api/deployments.ts';
import { deployWorkflow } from '../../scripts/deploy-workflow.ts';
import { signUp, type Builder } from '../sign-up.ts';
import { readFixture } from './fixture.ts';
import { callBody, callHeaders, rawRequest } from './raw-call.ts';

const fixture = readFixture('clients');
let builder: Builder;
let deployment: Deployment;
let key: string;

beforeAll(async () => {
  builder = await signUp(inject('productApi'));
  deployment = await deployWorkflow(builder.client, fixture);
  ({ key } = await builder.client.call('createApiKey', {
    body: { name: 'clients', scopes: ['mcp:call'], servers: [deployment.workflowId] },
  }));
});

describe('bad requests get a precise answer', () => {
  const send = (body: string | Buffer, headers: Record<string, string> = {}): ReturnType<typeof rawRequest> =>
    rawRequest(deployment.url, { headers: { ...callHeaders(key, 'echo'), ...headers }, body });
  const good = callBody('echo', { text: 'x' });

  it.each([
    ['no JSON', 'nonsense', 400, -32700],
    ['half of it', good.slice(0, 40), 400, -32700],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 400, -32700],
    ['nothing', '', 400, -32700],
    ['a number', '5', 400, -32600],
    ['a batch', `[${good}]`, 400, -32600],
    ['a member twice', good.replace('"id":1', '"id":1,"id":2'), 400, -32600],
    ['nesting without end', '['.repeat(100_000), 400, -32600],
    ['compressed', gzipSync(good), 400, -32700],
    ['another case', good.replace('"method"', '"Method"'), 400, -32600],
  ])('for %s', async (_what, body, status, code) => {
    const answer = await send(body);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: '2.0', error: { code } });
  });

  it('for a body that is too large', async () => {
    const answer = await send(Buffer.alloc(10 * 1024 * 1024, 0x20)).catch((error: NodeJS.ErrnoException) => error.code);
    if (typeof answer === 'object') expect(answer.status).toBe(413);
    else expect(['EPIPE', 'ECONNRESET']).toContain(answer);
    expect((await send(good)).status).toBe(200);
  });

  it.each([
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['a foreign Host', { host: 'evil.example' }],
  ])('for %s', async (_what, headers) => {
    expect((await send(good, headers)).status).toBe(403);
  });

  it.each(['mcp-method', 'mcp-name', 'mcp-protocol-version'])('for a missing %s', async (missing) => {
    const headers = callHeaders(key, 'echo');
    delete headers[missing];
    const answer = await rawRequest(deployment.url, { headers, body: good });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: -32020 } });
  });

  it('for an unknown tool and an unknown method', async () => {
    const tool = await send(callBody('nothing', {}), { 'mcp-name': 'nothing' });
    expect(JSON.parse(tool.text)).toMatchObject({ error: { code: -32602, message: expect.stringContaining('echo') } });
    const method = await send(good.replace('tools/call', 'tools/destroy'), { 'mcp-method': 'tools/destroy' });
    expect(method.status).toBe(404);
    expect(JSON.parse(method.text)).toMatchObject({ error: { code: -32601 } });
  });

  it('for methods of sessions and for well-known paths', async () => {
    const get = await rawRequest(deployment.url, {
      method: 'GET',
      headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream' },
    });
    expect(get.status).toBe(405);
    for (const name of ['oauth-protected-resource', 'oauth-authorization-server']) {
      const answer = await rawRequest(
        `${inject('productMcp')}/.well-known/${name}${new URL(deployment.url).pathname}`,
        { method: 'GET' },
      );
      expect(answer.status).toBe(404);
    }
  });

  it('and every answer is inert', async () => {
    for (const answer of [
      await send(good),
      await send('nonsense'),
      await send(good, { origin: 'https://evil.example' }),
    ]) {
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['content-security-policy']).toBe('sandbox');
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.headers['x-trace-id']).toMatch(/^[0-9a-f]{32}$/);
    }
  });
});
