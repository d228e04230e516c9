import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Deployment } from '../../lib/contracts/api/deployments.ts';
import { deployWorkflow } from '../../scripts/deploy-workflow.ts';
import { signUp, type Builder } from '../sign-up.ts';
import { modernClient } from './clients.ts';
import { readFixture, toolNames } from './fixture.ts';
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

describe('keys', () => {
  const call = (withKey: string, url = deployment.url): ReturnType<typeof rawRequest> =>
    rawRequest(url, { headers: callHeaders(withKey, 'echo'), body: callBody('echo', { text: 'x' }) });

  it('are dead a second after they are deleted', async () => {
    const made = await builder.client.call('createApiKey', { body: { name: 'doomed' } });
    expect((await call(made.key)).status).toBe(200);
    await builder.client.call('deleteApiKey', { params: { id: made.id } });
    await sleep(1_000);
    const refused = await call(made.key);
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  it('take their open streams with them', async () => {
    const made = await builder.client.call('createApiKey', { body: { name: 'listener', scopes: ['mcp:read'] } });
    const method = 'subscriptions/listen';
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const { 'mcp-name': _name, ...headers } = callHeaders(made.key, '');
    const response = await fetch(deployment.url, {
      method: 'POST',
      headers: { ...headers, 'mcp-method': method },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method,
        params: { _meta, notifications: { toolsListChanged: true } },
      }),
    });
    const reader = response.body!.getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('notifications/subscriptions/acknowledged');
    await builder.client.call('deleteApiKey', { params: { id: made.id } });
    const end = reader.read().then(
      ({ done }) => done,
      () => true,
    );
    expect(await Promise.race([end, sleep(1_500)])).toBe(true);
  });

  it('that are missing or bad are 401 for every path under /mcp', async () => {
    for (const place of ['/mcp', '/mcp/', '/mcp/acme', '/mcp/no/such', new URL(deployment.url).pathname]) {
      const bad: Record<string, string>[] = [
        {},
        { authorization: 'Bearer tw_wrong' },
        { authorization: 'Basic eDp5' },
        { cookie: 'session=x' },
      ];
      for (const headers of bad) {
        const answer = await rawRequest(inject('productMcp') + place, { headers, body: '{}' });
        expect([place, answer.status]).toEqual([place, 401]);
      }
    }
  });

  it('of another workspace see nothing', async () => {
    const stranger = await signUp(inject('productApi'));
    const made = await stranger.client.call('createApiKey', { body: { name: 'stranger' } });
    const foreign = await call(made.key);
    const absent = await call(made.key, `${inject('productMcp')}/mcp/acme-nowhere/nothing`);
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    expect(JSON.parse(foreign.text)).toEqual(JSON.parse(absent.text));
  });

  it('for one server call no other', async () => {
    const other = await deployWorkflow(builder.client, { ...fixture, name: 'Another server' });
    expect((await call(key)).status).toBe(200);
    expect((await call(key, other.url)).status).toBe(403);
  });

  it('that may only read list, but do not call', async () => {
    const { key: reader } = await builder.client.call('createApiKey', {
      body: { name: 'reader', scopes: ['mcp:read'] },
    });
    await using client = await modernClient(deployment.url, reader);
    expect(await client.toolNames()).toEqual(toolNames(fixture));
    expect((await call(reader)).status).toBe(403);
  });

  it("may be a member's access token", async () => {
    await using client = await modernClient(deployment.url, builder.accessToken);
    expect((await client.call('echo', { text: 'me' })).structuredContent).toEqual({ text: 'me', length: 2 });
  });
});
