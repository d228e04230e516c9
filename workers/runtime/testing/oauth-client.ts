import { createHash, randomBytes } from 'node:crypto';
import { nodeCatalog } from '#lib/catalog/executors.ts';
import { createSession } from '#lib/db/sessions.ts';
import { createConsentTokens } from '#lib/oauth/consent-tokens.ts';
import { HttpBrowser } from '#lib/testing/http-browser.ts';
import { updateServer } from '#lib/services/servers/update-server.ts';
import { echoDefinition } from '#lib/services/testing/definitions.ts';
import { newId } from '#lib/shared/ids.ts';
import type { RuntimeHarness } from './runtime-harness.ts';

export const REDIRECT = 'http://127.0.0.1:7777/callback';

export interface Answered {
  access_token: string;
  refresh_token?: string;
  expires_in: number;
  scope: string;
  token_type: string;
}

export const randomVerifier = (): string => randomBytes(32).toString('base64url');
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** A client and a person in front of the authorization server of a runtime. */
export function oauthClient(harness: RuntimeHarness) {
  const base = (): string => harness.deps.config.mcpPublicUrl;
  const consents = () => createConsentTokens(harness.deps.config.authSecret);
  const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${base()}/oauth/${path}`, { method: 'POST', body: new URLSearchParams(fields), headers });

  /** A new server that asks for OAuth. */
  const serve = async (name: string, owner: Pick<RuntimeHarness, 'principal' | 'deploy'> = harness) => {
    const server = await owner.deploy(name, echoDefinition());
    const change = { id: server.workflowId, access: 'oauth' as const };
    await updateServer({ ...harness.deps, catalog: nodeCatalog }, owner.principal, change);
    return server;
  };

  const register = async (metadata: Record<string, unknown> = {}): Promise<Response> =>
    fetch(`${base()}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'Test client', redirect_uris: [REDIRECT], ...metadata }),
    });

  const newClient = async (): Promise<string> => ((await (await register()).json()) as { client_id: string }).client_id;

  const signIn = async (userId = harness.principal.userId): Promise<{ userId: string; sessionId: string }> => {
    const sessionId = newId();
    await harness.deps.db.transaction((tx) =>
      createSession(tx, { id: sessionId, userId, kind: 'browser', userAgent: null, expiresAt: Date.now() + 3_600_000 }),
    );
    return { userId, sessionId };
  };

  const authorizeUrl = (parameters: Record<string, string | undefined>): string => {
    const url = new URL(`${base()}/oauth/authorize`);
    for (const [name, value] of Object.entries({
      response_type: 'code',
      redirect_uri: REDIRECT,
      code_challenge_method: 'S256',
      scope: 'mcp:call mcp:read',
      state: 'the-state',
      ...parameters,
    })) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    return url.href;
  };

  /** The person comes from the client, is asked, and answers; resolves with the address that they end at. */
  const consent = async (
    url: string,
    person: { userId: string; sessionId: string },
    { allow = true, browser = new HttpBrowser() }: { allow?: boolean; browser?: HttpBrowser } = {},
  ): Promise<URL> => {
    const interaction = (await browser.get(url)).headers.get('location') ?? '';
    const page = new URL((await browser.get(interaction)).headers.get('location') ?? '');
    const asked = await consents().readRequest(page.searchParams.get('request') ?? '', Date.now());
    const pass = await consents().signPass({ ...person, interactionId: asked!.interactionId, allow }, Date.now());
    const resumed = (await browser.get(`${interaction}?pass=${pass}`)).headers.get('location') ?? '';
    return new URL((await browser.get(resumed)).headers.get('location') ?? '');
  };

  const exchange = (fields: {
    code: string;
    verifier: string;
    clientId: string;
    resource?: string;
    redirectUri?: string;
  }) =>
    form('token', {
      grant_type: 'authorization_code',
      code: fields.code,
      code_verifier: fields.verifier,
      client_id: fields.clientId,
      redirect_uri: fields.redirectUri ?? REDIRECT,
      ...(fields.resource && { resource: fields.resource }),
    });

  const refresh = (clientId: string, refreshToken: string, more: Record<string, string> = {}) =>
    form('token', { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId, ...more });

  /** All of it, for one server. */
  const connect = async (
    resource: string,
    options: { clientId?: string; person?: { userId: string; sessionId: string }; scope?: string } = {},
  ): Promise<Answered & { clientId: string; code: string; verifier: string }> => {
    const clientId = options.clientId ?? (await newClient());
    const verifier = randomVerifier();
    const url = authorizeUrl({
      client_id: clientId,
      resource,
      code_challenge: challengeOf(verifier),
      ...(options.scope && { scope: options.scope }),
    });
    const back = await consent(url, options.person ?? (await signIn()));
    const code = back.searchParams.get('code') ?? '';
    const response = await exchange({ code, verifier, clientId, resource });
    return { ...((await response.json()) as Answered), clientId, code, verifier };
  };

  return {
    base,
    serve,
    form,
    register,
    newClient,
    signIn,
    authorizeUrl,
    consent,
    consents,
    exchange,
    refresh,
    connect,
  };
}
