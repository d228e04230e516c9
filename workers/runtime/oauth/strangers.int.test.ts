import { createHmac } from 'node:crypto';
import { importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createOauthKeys } from '#lib/oauth/signing-keys.ts';
import { revokeGrant } from '#lib/services/oauth/revoke-grant.ts';
import { listGrants } from '#lib/services/oauth/list-grants.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { newId } from '#lib/shared/ids.ts';
import { ask, call } from '../testing/ask-server.ts';
import { oauthClient, type Answered } from '../testing/oauth-client.ts';
import { useRuntime, type Deployed } from '../testing/runtime-harness.ts';

const harness = useRuntime();
const client = oauthClient(harness);

const list = (url: string, token: string) => ask(url, 'tools/list', {}, token);
const errorOf = async (response: Response): Promise<string> => ((await response.json()) as { error: string }).error;

describe('OAuth and those who mean harm', () => {
  let server: Deployed;
  let other: Deployed;

  beforeAll(async () => {
    server = await client.serve('guarded');
    other = await client.serve('another');
  });

  it('a token is good for its one server, for no other, and not where keys are asked for', async () => {
    const withKeys = await harness.deploy('keys only', echoDefinition());
    const stranger = await harness.stranger();
    const foreign = await client.serve('foreign', stranger);
    const { access_token: token } = await client.connect(server.url);
    const answer = await call(server.url, 'echo', { text: 'hello' }, token);
    expect(answer.json.result?.content[0]?.text).toContain('hello');
    for (const url of [other.url, withKeys.url, foreign.url]) expect((await list(url, token)).status, url).toBe(401);
    const refused = await list(other.url, token);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token", resource_metadata="/);
  });

  it('forged, unsigned, changed, outdated tokens and those of other kinds are refused', async () => {
    const { access_token: token } = await client.connect(server.url);
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
    const { authSecret } = harness.deps.config;
    const sign = async (change: object, { typ = 'at+jwt', secret = authSecret } = {}): Promise<string> => {
      const jwk = createOauthKeys(secret).jwks[0]!;
      const kid = createOauthKeys(authSecret).jwks[0]!.kid;
      return new SignJWT({ ...claims, ...change })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ })
        .sign(await importJWK(jwk as never, 'EdDSA'));
    };
    const changed = Buffer.from(JSON.stringify({ ...claims, aud: other.url })).toString('base64url');
    const publicKey = Buffer.from(createOauthKeys(authSecret).jwks[0]!.x!, 'base64url');
    const confused = `${Buffer.from('{"alg":"HS256","typ":"at+jwt"}').toString('base64url')}.${payload}`;
    const now = Math.floor(Date.now() / 1000);
    const wrong = {
      changed: `${header}.${changed}.${signature}`,
      unsigned: `${header}.${payload}.`,
      none: new UnsecuredJWT({ ...claims }).encode(),
      confused: `${confused}.${createHmac('sha256', publicKey).update(confused).digest('base64url')}`,
      ofAnotherKey: await sign({}, { secret: 'another secret of thirty-two bytes at least' }),
      outdated: await sign({ iat: now - 400, exp: now - 100 }),
      longLived: await sign({ iat: now - 400, exp: now + 3_600 }),
      ofAnotherIssuer: await sign({ iss: 'https://evil.example/oauth' }),
      forSeveral: await sign({ aud: [server.url, other.url] }),
      ofAnotherKind: await sign({}, { typ: 'JWT' }),
      ofNoGrant: await sign({ gid: newId() }),
      ofSomebodyElse: await sign({ sub: newId() }),
      refresh: 'x'.repeat(43),
    };
    expect((await list(server.url, await sign({}))).status, 'the forger knows how').toBe(200);
    for (const [name, text] of Object.entries(wrong)) expect((await list(server.url, text)).status, name).toBe(401);
    expect((await list(other.url, wrong.changed)).status).toBe(401);
  });

  it('a code that is shown twice ends all that came of it', async () => {
    const tokens = await client.connect(server.url);
    const replayed = await client.exchange({ ...tokens, resource: server.url });
    expect(await errorOf(replayed)).toBe('invalid_grant');
    await vi.waitFor(async () => expect((await list(server.url, tokens.access_token)).status).toBe(401));
    expect(await errorOf(await client.refresh(tokens.clientId, tokens.refresh_token!))).toBe('invalid_grant');
  });

  it('a refresh token that is shown twice ends its grant, at the same time or later', async () => {
    for (const atOnce of [false, true]) {
      const { refresh_token: first, clientId } = await client.connect(server.url);
      const answers = [client.refresh(clientId, first!)];
      if (!atOnce) await answers[0];
      answers.push(client.refresh(clientId, first!));
      const bodies = await Promise.all(answers.map(async (answer) => (await answer).json() as Promise<Answered>));
      const renewed = bodies.find(({ access_token: token }) => token !== undefined);
      expect(bodies.filter((body) => 'error' in body).length).toBeGreaterThanOrEqual(1);
      if (!renewed) continue;
      await vi.waitFor(async () => expect((await list(server.url, renewed.access_token)).status).toBe(401));
      expect(await errorOf(await client.refresh(clientId, renewed.refresh_token!))).toBe('invalid_grant');
    }
    const { rows } = await harness.db.pool.query(
      `SELECT data->>'why' AS why FROM audit_event WHERE action = 'oauth-grant.revoked' AND data->>'why' IS NOT NULL`,
    );
    expect(rows).toContainEqual({ why: 'replay' });
  });

  it('a refresh token is its client’s, for its server and its scopes', async () => {
    const tokens = await client.connect(server.url, { scope: 'mcp:read' });
    const refresh = (more: Record<string, string>, id = tokens.clientId) =>
      client.refresh(id, tokens.refresh_token!, more);
    expect(await errorOf(await refresh({}, await client.newClient()))).toBe('invalid_grant');
    expect(await errorOf(await refresh({ scope: 'mcp:read mcp:call' }))).toBe('invalid_scope');
    expect((await list(server.url, tokens.access_token)).status).toBe(200);
    const refused = await call(server.url, 'echo', { text: 'x' }, tokens.access_token);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      403,
      expect.stringMatching(/^Bearer error="insufficient_scope", resource_metadata="\S+", scope="mcp:call mcp:read"$/),
    ]);
  });

  it('what is revoked is dead within a second, in the list and in the log', async () => {
    const tokens = await client.connect(server.url);
    expect((await list(server.url, tokens.access_token)).status).toBe(200);
    const { items } = await listGrants(harness.deps, harness.principal, { limit: 10 });
    const [app] = items;
    expect(app).toMatchObject({
      client: { id: tokens.clientId, name: 'Test client', host: '127.0.0.1:7777' },
      server: { url: server.url },
      scopes: ['mcp:call', 'mcp:read'],
    });
    await revokeGrant(harness.deps, harness.principal, { id: app!.id });
    await vi.waitFor(async () => expect((await list(server.url, tokens.access_token)).status).toBe(401), 1_000);
    expect(await errorOf(await client.refresh(tokens.clientId, tokens.refresh_token!))).toBe('invalid_grant');
    expect((await listGrants(harness.deps, harness.principal, { limit: 50 })).items.map(({ id }) => id)).not.toContain(
      app!.id,
    );
  });

  it('a client that gives its refresh token back has ended its grant', async () => {
    const tokens = await client.connect(server.url);
    const given = await client.form('revoke', { token: tokens.refresh_token!, client_id: tokens.clientId });
    expect(given.status).toBe(200);
    await vi.waitFor(async () => expect((await list(server.url, tokens.access_token)).status).toBe(401));
  });

  it('nothing that is stored opens anything: codes, refresh tokens and secrets are hashed', async () => {
    const registered = await client.register({ token_endpoint_auth_method: 'client_secret_post' });
    const secret = ((await registered.json()) as { client_secret: string }).client_secret;
    const tokens = await client.connect(server.url);
    const { rows } = await harness.db.pool.query(
      `SELECT t::text AS row FROM oauth_artifact t UNION ALL SELECT t::text FROM oauth_client t
       UNION ALL SELECT t::text FROM oauth_grant t`,
    );
    const stored = rows.map(({ row }) => row).join('\n');
    for (const text of [secret, tokens.code, tokens.refresh_token!, tokens.access_token]) {
      expect(text.length).toBeGreaterThan(20);
      expect(stored).not.toContain(text);
    }
  });
});
