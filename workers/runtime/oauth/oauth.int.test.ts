import { beforeAll, describe, expect, it } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import type { ServerAccess } from '#lib/contracts/server-settings.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { createCollection, updateCollection } from '#lib/services/collections/save-collection.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { ask, call } from '../testing/ask-server.ts';
import { oauthClient } from '../testing/oauth-client.ts';
import { useRuntime, type Deployed } from '../testing/runtime-harness.ts';

const harness = useRuntime();
const client = oauthClient(harness);

const setAccess = (server: Deployed, access: ServerAccess) =>
  updateServer({ ...harness.deps, catalog: nodeCatalog }, harness.principal, { id: server.workflowId, access });

const list = (url: string, token?: string) => ask(url, 'tools/list', {}, token ?? null);

describe('a server that asks for OAuth', () => {
  let server: Deployed;
  let withKeys: Deployed;

  beforeAll(async () => {
    server = await harness.deploy('signed in', echoDefinition());
    withKeys = await harness.deploy('with keys', echoDefinition());
    await setAccess(server, 'oauth');
  });

  it('tells a client where to go, and one with keys tells nothing', async () => {
    const { pathname } = new URL(server.url);
    const refused = await list(server.url);
    const place = `${client.base()}/.well-known/oauth-protected-resource${pathname}`;
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer resource_metadata="${place}", scope="mcp:call mcp:read"`,
    ]);
    const metadata = (await (await fetch(place)).json()) as { authorization_servers: string[] };
    const issuer = `${client.base()}/oauth`;
    expect(metadata).toMatchObject({ resource: server.url, authorization_servers: [issuer] });
    const about = await fetch(`${client.base()}/.well-known/oauth-authorization-server/oauth`);
    expect(await about.json()).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      registration_endpoint: `${issuer}/register`,
      revocation_endpoint: `${issuer}/revoke`,
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      response_types_supported: ['code'],
    });
    expect((await list(withKeys.url)).headers.get('www-authenticate')).toBe('Bearer');
    for (const path of [
      `/.well-known/oauth-protected-resource${new URL(withKeys.url).pathname}`,
      '/.well-known/oauth-protected-resource',
      '/.well-known/oauth-authorization-server',
      `/.well-known/oauth-authorization-server${new URL(withKeys.url).pathname}`,
      '/.well-known/openid-configuration',
    ]) {
      const response = await fetch(`${client.base()}${path}`);
      expect([path, response.status, await response.text()]).toEqual([path, 404, 'Not found\n']);
    }
  });

  it('a person allows a client, which then calls, and goes on with its refresh token', async () => {
    const tokens = await client.connect(server.url);
    expect(tokens).toMatchObject({ expires_in: 300, token_type: 'Bearer', scope: 'mcp:call mcp:read' });
    expect((await list(server.url, tokens.access_token)).status).toBe(200);
    const renewed = (await (await client.refresh(tokens.clientId, tokens.refresh_token!)).json()) as typeof tokens;
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
    expect((await list(server.url, renewed.access_token)).status).toBe(200);
  });

  it('a collection that asks for OAuth is a server of its own', async () => {
    const deps = { ...harness.deps, catalog: nodeCatalog };
    const members = [{ workflowId: server.workflowId, names: {} }];
    const { id } = await createCollection(deps, harness.principal, { name: 'Gathered', members });
    const { url } = await updateCollection(deps, harness.principal, { id, access: 'oauth' });
    const { access_token: token } = await client.connect(url);
    const listed = await list(url, token);
    expect([listed.status, listed.json.result?.tools?.map(({ name }) => name)]).toEqual([200, ['echo']]);
    expect((await call(url, 'echo', { text: 'x' }, token)).status).toBe(200);
    expect((await list(server.url, token)).status, 'its workflow has a server of its own, too').toBe(401);
  });
});
