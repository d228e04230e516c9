import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { findFreePort } from '../../scripts/free-port.ts';
import { deployWorkflow } from '../../scripts/deploy-workflow.ts';
import { signUp, type Builder } from '../sign-up.ts';
import { authorizationManifest, authorizationScenarios, runAuthorization } from './authorization-suite.ts';
import { readFixture } from './fixture.ts';
import { MemoryProvider } from './memory-provider.ts';
import { allow } from './oauth-person.ts';

let builder: Builder;
let url: string;
let workflowId: string;

beforeAll(async () => {
  builder = await signUp(inject('productApi'));
  const deployment = await deployWorkflow(builder.client, readFixture('one-node'));
  ({ url, workflowId } = deployment);
  await builder.client.call('updateServer', { params: { id: workflowId }, body: { access: 'oauth' } });
});

describe('the authorization server', () => {
  const { pass, fail } = authorizationManifest();

  it('has a manifest of exactly what the conformance suite has for it', async () => {
    expect([...pass, ...Object.keys(fail)].sort()).toEqual((await authorizationScenarios()).sort());
  });

  it('passes what the manifest says, and nothing that it calls a failure', async () => {
    const port = await findFreePort();
    const response = await fetch(`${inject('productMcp')}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'Conformance', redirect_uris: [`http://127.0.0.1:${port}/callback`] }),
    });
    const { client_id: clientId } = (await response.json()) as { client_id: string };
    const issuer = `${inject('productMcp')}/oauth`;
    const results = await runAuthorization({ issuer, clientId, resource: url, port }, async (authorizationUrl) => {
      await fetch(await allow(builder, authorizationUrl));
    });
    expect(results.pass.sort()).toEqual([...pass].sort());
    expect(results.fail.sort()).toEqual(Object.keys(fail).sort());
  });
});

describe('a client that only speaks OAuth', () => {
  it('finds its way, registers itself, signs its person in, calls, and refreshes', async () => {
    const provider = new MemoryProvider('http://127.0.0.1:9/callback');
    const connect = async (): Promise<Client> => {
      const client = new Client({ name: 'sdk', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
      await client.connect(new StreamableHTTPClientTransport(new URL(url), { authProvider: provider }));
      return client;
    };
    await expect(connect()).rejects.toThrow(UnauthorizedError);
    const back = await allow(builder, provider.sentTo!.href);
    const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: provider });
    await transport.finishAuth(back.searchParams);
    const client = await connect();
    const [tool] = (await client.listTools()).tools;
    expect(tool?.name).toBeDefined();
    await client.close();

    const { refresh_token: first } = provider.saved!;
    provider.saved = { ...provider.saved!, access_token: 'no token any more' };
    const again = await connect();
    expect((await again.listTools()).tools).toHaveLength(1);
    expect(provider.saved.refresh_token).not.toBe(first);
    await again.close();

    const { items } = await builder.client.call('listConnectedApps', {});
    const app = items.find(({ client: { name } }) => name === 'SDK client');
    expect(app).toMatchObject({ server: { id: workflowId, url }, scopes: ['mcp:call', 'mcp:read'] });
    await builder.client.call('deleteConnectedApp', { params: { id: app!.id } });
    await expect
      .poll(() =>
        connect()
          .then((open) => open.close())
          .catch(() => 'refused'),
      )
      .toBe('refused');
  });
});
