import { createHmac } from 'node:crypto';
import { importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { createOauthKeys } from '#lib/oauth/signing-keys.ts';
import { revokeGrant } from '#lib/services/oauth/revoke-grant.ts';
import { listGrants } from '#lib/services/oauth/list-grants.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { HttpBrowser } from '#lib/testing/http-browser.ts';
import { newId } from '#lib/shared/ids.ts';
import { ask, call } from '../testing/ask-server.ts';
import { challengeOf, oauthClient, randomVerifier, REDIRECT, type Answered } from '../testing/oauth-client.ts';
import { useRuntime, type Deployed, type RuntimeHarness } from '../testing/runtime-harness.ts';

const harness = useRuntime();
const client = oauthClient(harness);

type Owner = Pick<RuntimeHarness, 'principal' | 'deploy'>;

async function oauthServer(name: string, owner: Owner = harness): Promise<Deployed> {
  const server = await owner.deploy(name, echoDefinition());
  const change = { id: server.workflowId, access: 'oauth' as const };
  await updateServer({ ...harness.deps, catalog: nodeCatalog }, owner.principal, change);
  return server;
}

const list = (url: string, token: string) => ask(url, 'tools/list', {}, token);
const errorOf = async (response: Response): Promise<string> => ((await response.json()) as { error: string }).error;

describe('OAuth and those who mean harm', () => {
  let server: Deployed;
  let other: Deployed;

  beforeAll(async () => {
    server = await oauthServer('guarded');
    other = await oauthServer('another');
  });

  it('a token is good for its one server, for no other, and not where keys are asked for', async () => {
    const withKeys = await harness.deploy('keys only', echoDefinition());
    const stranger = await harness.stranger();
    const foreign = await oauthServer('foreign', stranger);
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

  it('no member: a person of another workspace allows nothing here, and learns nothing', async () => {
    const stranger = await harness.stranger();
    const browser = new HttpBrowser();
    const person = await client.signIn(stranger.principal.userId);
    const parameters = { client_id: await client.newClient(), resource: server.url, code_challenge: challengeOf('x') };
    const interaction = (await browser.get(client.authorizeUrl(parameters))).headers.get('location')!;
    const page = new URL((await browser.get(interaction)).headers.get('location')!);
    const asked = await client.consents().readRequest(page.searchParams.get('request')!, Date.now());
    const { interactionId } = asked!;
    const pass = await client.consents().signPass({ ...person, interactionId, allow: true }, Date.now());
    expect((await browser.get(`${interaction}?pass=${pass}`)).status).toBe(403);
  });

  it('the answer counts in the browser that was asked, for this question, once, and soon', async () => {
    const parameters = { client_id: await client.newClient(), resource: server.url, code_challenge: challengeOf('x') };
    const [browser, victim] = [new HttpBrowser(), new HttpBrowser()];
    const interaction = (await browser.get(client.authorizeUrl(parameters))).headers.get('location')!;
    const second = (await victim.get(client.authorizeUrl(parameters))).headers.get('location')!;
    const interactionId = interaction.split('/').at(-1)!;
    const person = await client.signIn();
    const passOf = (answer: object, now = Date.now()) =>
      client.consents().signPass({ ...person, interactionId, allow: true, ...answer }, now);
    expect((await victim.get(`${interaction}?pass=${await passOf({})}`)).status, 'a link to the victim').toBe(400);
    expect((await victim.get(`${second}?pass=${await passOf({})}`)).status, 'of another question').toBe(403);
    expect((await browser.get(`${interaction}?pass=${await passOf({}, Date.now() - 180_000)}`)).status).toBe(403);
    expect((await browser.get(`${interaction}?pass=${await passOf({ sessionId: newId() })}`)).status).toBe(403);
    expect((await browser.get(`${interaction}?pass=${await passOf({ userId: newId() })}`)).status).toBe(403);
    const resumed = await browser.get(`${interaction}?pass=${await passOf({})}`);
    const back = new URL((await browser.get(resumed.headers.get('location')!)).headers.get('location')!);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ state: 'the-state', iss: `${client.base()}/oauth` });
    expect((await browser.get(resumed.headers.get('location')!)).status, 'a second code').toBe(400);
  });

  it('whoever declines sends the client back with nothing, and says who it was (RFC 9207)', async () => {
    const url = client.authorizeUrl({
      client_id: await client.newClient(),
      resource: server.url,
      code_challenge: challengeOf('x'),
    });
    const back = await client.consent(url, await client.signIn(), { allow: false });
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'the-state',
      iss: `${client.base()}/oauth`,
    });
  });

  it('nobody is asked twice in vain, and never not at all: earlier consent answers for nothing', async () => {
    const browser = new HttpBrowser();
    const clientId = await client.newClient();
    const parameters = { client_id: clientId, resource: server.url, code_challenge: challengeOf('x') };
    await client.consent(client.authorizeUrl(parameters), await client.signIn(), { browser });
    const again = await browser.get(client.authorizeUrl(parameters));
    expect(again.headers.get('location')).toContain('/oauth/interaction/');
    const silently = await browser.get(client.authorizeUrl({ ...parameters, prompt: 'none' }));
    expect(new URL(silently.headers.get('location')!).searchParams.get('error')).toBe('login_required');
  });

  it('redirects are exact: no prefix, user, fragment, other host or scheme; the port of the own machine is free', async () => {
    const registered = ['https://app.example.com/callback', 'http://127.0.0.1/done', 'com.example.app:/back'];
    const { client_id: clientId } = (await (await client.register({ redirect_uris: registered })).json()) as {
      client_id: string;
    };
    const open = (redirect: string) =>
      new HttpBrowser().get(
        client.authorizeUrl({
          client_id: clientId,
          resource: server.url,
          code_challenge: challengeOf('x'),
          redirect_uri: redirect,
        }),
      );
    for (const redirect of [...registered, 'http://127.0.0.1:49152/done']) {
      expect((await open(redirect)).headers.get('location'), redirect).toContain('/oauth/interaction/');
    }
    for (const redirect of [
      'https://app.example.com/callback/more',
      'https://app.example.com/callback?next=evil',
      'https://app.example.com/callback#fragment',
      'https://app.example.com@evil.example/callback',
      'https://user@app.example.com/callback',
      'https://app.example.com.evil.example/callback',
      'https://app.example.com:444/callback',
      'https://APP.example.com/callback',
      'http://app.example.com/callback',
      'https://app.example.com/callback/../other',
      'http://127.0.0.1:49152/other',
      'http://127.0.0.1@evil.example/done',
      'http://localhost/done',
      'javascript:alert(1)',
    ]) {
      const response = await open(redirect);
      expect([redirect, response.status, response.headers.get('location')]).toEqual([redirect, 400, null]);
    }
  });

  it('clients register plain redirects only', async () => {
    for (const redirect of [
      'http://app.example.com/callback',
      'https://app.example.com/*',
      'https://app.example.com/#x',
      'https://user:pass@app.example.com/',
      'javascript:alert(1)',
      'data:text/html,x',
      'not an address',
    ]) {
      const response = await client.register({ redirect_uris: [redirect], application_type: 'web' });
      expect([redirect, response.status]).toEqual([redirect, 400]);
    }
    expect((await client.register({ redirect_uris: [] })).status).toBe(400);
  });

  it('PKCE is required, S256 only, and the verifier is the one of the question', async () => {
    const clientId = await client.newClient();
    const parameters = { client_id: clientId, resource: server.url };
    const sentBack = async (more: Record<string, string | undefined>): Promise<string | null> => {
      const response = await new HttpBrowser().get(client.authorizeUrl({ ...parameters, ...more }));
      return new URL(response.headers.get('location') ?? 'x:').searchParams.get('error');
    };
    expect(await sentBack({ code_challenge_method: undefined })).toBe('invalid_request');
    expect(await sentBack({ code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' })).toBe('invalid_request');
    expect(await sentBack({ code_challenge: 'x'.repeat(43), code_challenge_method: undefined })).toBe(
      'invalid_request',
    );
    const verifier = randomVerifier();
    const url = client.authorizeUrl({ ...parameters, code_challenge: challengeOf(verifier) });
    const code = (await client.consent(url, await client.signIn())).searchParams.get('code')!;
    const exchange = (more: object) => client.exchange({ code, verifier, clientId, resource: server.url, ...more });
    expect(await errorOf(await exchange({ verifier: randomVerifier() }))).toBe('invalid_grant');
    expect(await errorOf(await exchange({ redirectUri: `${REDIRECT}/` }))).toBe('invalid_grant');
    expect(await errorOf(await exchange({ resource: other.url }))).toBe('invalid_target');
    expect(await errorOf(await exchange({ clientId: await client.newClient() }))).toBe('invalid_grant');
  });

  it('a question names one server that asks for OAuth', async () => {
    const withKeys = await harness.deploy('no sign in', echoDefinition());
    const clientId = await client.newClient();
    const sentBack = async (resource: string | undefined, more = ''): Promise<string | null> => {
      const url = client.authorizeUrl({ client_id: clientId, resource, code_challenge: challengeOf('x') });
      const response = await new HttpBrowser().get(url + more);
      return new URL(response.headers.get('location') ?? 'x:').searchParams.get('error');
    };
    for (const resource of [
      undefined,
      withKeys.url,
      client.base(),
      `${server.url}/`,
      `${server.url}?x=1`,
      `${server.url}#x`,
      'https://evil.example/mcp/a/b',
      server.url.replace('http://', 'http://evil@'),
    ]) {
      expect(await sentBack(resource), resource).toBe('invalid_target');
    }
    expect(await sentBack(server.url, `&resource=${encodeURIComponent(other.url)}`)).toBe('invalid_target');
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

  it('a client with a secret proves it', async () => {
    const registered = await client.register({ token_endpoint_auth_method: 'client_secret_post' });
    const { client_id: clientId, client_secret: secret } = (await registered.json()) as Record<string, string>;
    const verifier = randomVerifier();
    const parameters = { client_id: clientId!, resource: server.url, code_challenge: challengeOf(verifier) };
    const code = (await client.consent(client.authorizeUrl(parameters), await client.signIn())).searchParams.get(
      'code',
    );
    const fields = {
      grant_type: 'authorization_code',
      code: code!,
      code_verifier: verifier,
      redirect_uri: REDIRECT,
      client_id: clientId!,
    };
    expect((await client.form('token', fields)).status).toBeGreaterThanOrEqual(400);
    expect((await client.form('token', { ...fields, client_secret: `${secret}x` })).status).toBe(401);
    expect((await client.form('token', { ...fields, client_secret: secret! })).status).toBe(200);
  });

  it('no session of its own is kept, and its cookies are of no use elsewhere', async () => {
    const browser = new HttpBrowser();
    const parameters = { client_id: await client.newClient(), resource: server.url, code_challenge: challengeOf('x') };
    await client.consent(client.authorizeUrl(parameters), await client.signIn(), { browser });
    const { rows } = await harness.db.pool.query(
      "SELECT count(*)::int AS n FROM oauth_artifact WHERE kind = 'Session'",
    );
    expect(rows).toEqual([{ n: 0 }]);
    expect((await fetch(server.url)).headers.getSetCookie()).toEqual([]);
  });
});
