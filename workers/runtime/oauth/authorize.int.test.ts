import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#lib/shared/ids.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { HttpBrowser } from '#lib/testing/http-browser.ts';
import { challengeOf, oauthClient, randomVerifier, REDIRECT } from '../testing/oauth-client.ts';
import { useRuntime, type Deployed } from '../testing/runtime-harness.ts';

const harness = useRuntime();
const client = oauthClient(harness);

const errorOf = async (response: Response): Promise<string> => ((await response.json()) as { error: string }).error;

describe('the way to a token', () => {
  let server: Deployed;
  let other: Deployed;

  beforeAll(async () => {
    server = await client.serve('guarded');
    other = await client.serve('another');
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
