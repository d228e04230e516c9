import type { IncomingMessage, ServerResponse } from 'node:http';
import { OAUTH_PATH, serverOfResource } from '#lib/oauth/addresses.ts';
import { SERVER_SCOPES } from '#lib/oauth/provider.ts';
import type { AuthorizationServer, OauthWiring } from '#lib/server/oauth-wiring.ts';
import { allowClient } from '#lib/services/oauth/allow-client.ts';
import type { AskedConsent, OauthDeps } from '#lib/services/oauth/oauth-deps.ts';
import type { AppError } from '#lib/shared/app-error.ts';
import { pathOf, replyText } from '../http-server.ts';
import { replyOauthProblem } from './problem-page.ts';

const INTERACTION = new RegExp(`^${OAUTH_PATH}/interaction/([A-Za-z0-9_-]{1,100})$`);
/** Every other POST counts as a registration: the library takes `/REGISTER` for `/register`, too. */
const POSTS: ReadonlySet<string> = new Set(['/authorize', '/token', '/revoke'].map((path) => OAUTH_PATH + path));
/** What leaves a row behind, whoever asks. */
const AUTHORIZE = new RegExp(`^${OAUTH_PATH}/authorize`, 'i');
const DISCOVERY = '/.well-known/oauth-authorization-server';

/** Of whom a session is, and where they are members. */
interface LiveSession {
  userId: string;
  email: string;
  memberships: readonly { workspaceId: string }[];
}

export interface OauthRoutePorts {
  config: { mcpPublicUrl: string; publicUrl: string };
  oauth: OauthWiring;
  server: AuthorizationServer;
  deps: Pick<OauthDeps, 'db' | 'clock'>;
  session(sessionId: string): Promise<LiveSession | null>;
  addressOf(request: IncomingMessage): string;
  limits: {
    ofAddress(address: string): Promise<AppError | null>;
    /** Of clients that register themselves. */
    ofRegistrations(address: string): Promise<AppError | null>;
    /** Of questions whether an app may use a server. */
    ofAuthorizations(address: string): Promise<AppError | null>;
  };
  now(): number;
}

/** Everything under the issuer's path. */
export async function serveOauth(
  ports: OauthRoutePorts,
  request: IncomingMessage,
  response: ServerResponse,
  traceId: string,
): Promise<void> {
  const refusal = await tooOften(ports, request);
  if (refusal) return refuse(response, refusal);
  const interactionId = INTERACTION.exec(pathOf(request))?.[1];
  if (interactionId === undefined) return toProvider(ports, request, response);
  if (request.method !== 'GET') return replyText(response, 405, 'Method not allowed\n');
  try {
    return await serveInteraction(ports, request, response, { interactionId, traceId });
  } catch (error) {
    if (!isLost(error)) throw error;
    replyOauthProblem(response, request, { status: 400, error: 'expired' });
  }
}

/** The metadata document, at its place outside of the issuer's path. */
export function serveMetadata(
  ports: Pick<OauthRoutePorts, 'config' | 'server'>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  request.url = `${OAUTH_PATH}${DISCOVERY}`;
  toProvider(ports, request, response);
}

async function tooOften({ limits, addressOf }: OauthRoutePorts, request: IncomingMessage): Promise<AppError | null> {
  const address = addressOf(request);
  const path = pathOf(request);
  const flooding = await limits.ofAddress(address);
  if (!flooding && AUTHORIZE.test(path)) return limits.ofAuthorizations(address);
  if (flooding || request.method !== 'POST' || POSTS.has(path) || INTERACTION.test(path)) return flooding;
  return limits.ofRegistrations(address);
}

/** Hands a request to the library, which then sees the public address whatever is in front of us. */
function toProvider(
  { config, server }: Pick<OauthRoutePorts, 'config' | 'server'>,
  request: IncomingMessage & { originalUrl?: string },
  response: ServerResponse,
): void {
  const { host, protocol } = new URL(config.mcpPublicUrl);
  for (const name of Object.keys(request.headers)) if (name.startsWith('x-forwarded-')) delete request.headers[name];
  request.headers['host'] = host;
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  const url = withUsualScope(request.url ?? '/');
  request.originalUrl = url;
  request.url = url.slice(OAUTH_PATH.length) || '/';
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('x-frame-options', 'DENY');
  void server.callback()(request, response);
}

/** RFC 6749, section 3.3: who asks for no scope gets the usual ones. */
function withUsualScope(url: string): string {
  if (!url.startsWith(`${OAUTH_PATH}/authorize?`)) return url;
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  return query.has('scope') ? url : `${url}&scope=${encodeURIComponent(SERVER_SCOPES)}`;
}

/** Sends a person to the web app with what they are asked, and takes the answer that they come back with. */
async function serveInteraction(
  ports: OauthRoutePorts,
  request: IncomingMessage,
  response: ServerResponse,
  { interactionId, traceId }: { interactionId: string; traceId: string },
): Promise<void> {
  const { oauth, server, config, now } = ports;
  const details = await server.interactionDetails(request, response);
  if (details.uid !== interactionId) return replyOauthProblem(response, request, { status: 400, error: 'expired' });
  const asked = await askedBy(server, details);
  const pass = new URL(request.url ?? '/', config.mcpPublicUrl).searchParams.get('pass');
  if (pass === null) {
    const token = await oauth.consents.signRequest(asked, now());
    return seeOther(response, `${config.publicUrl}/consent?request=${token}`);
  }
  const answer = await oauth.consents.readPass(pass, interactionId, now());
  if (!answer) return replyOauthProblem(response, request, { status: 403, error: 'expired' });
  if (!answer.allow) {
    const result = { error: 'access_denied', error_description: 'The person declined' };
    return server.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
  const grantId = await allowedBy(ports, asked, answer, { traceId, address: ports.addressOf(request) });
  if (grantId === null) return replyOauthProblem(response, request, { status: 403, error: 'noMember' });
  const result = { login: { accountId: answer.userId, remember: false }, consent: { grantId } };
  return server.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function askedBy(
  server: AuthorizationServer,
  { uid, params }: { uid: string; params: Record<string, unknown> },
): Promise<AskedConsent> {
  const text = (name: string): string => (typeof params[name] === 'string' ? params[name] : '');
  const client = await server.Client.find(text('client_id'));
  const wanted = new Set(text('scope').split(' '));
  return {
    interactionId: uid,
    clientId: text('client_id'),
    clientName: shortName(client?.clientName),
    redirectUri: text('redirect_uri'),
    resource: text('resource'),
    scopes: SERVER_SCOPES.split(' ').filter((scope) => wanted.has(scope)),
  };
}

const MOST_LETTERS = 80;

/** A name without what hides or turns letters round. */
function shortName(name: string | undefined): string | null {
  const plain = (name ?? '').replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '').trim();
  return plain === '' ? null : [...plain].slice(0, MOST_LETTERS).join('');
}

/** The grant of somebody whose session lives and who is a member; null for everybody else. */
async function allowedBy(
  { oauth, deps, session, config }: OauthRoutePorts,
  asked: AskedConsent,
  answer: { userId: string; sessionId: string },
  trace: { traceId: string; address: string },
): Promise<string | null> {
  const live = await session(answer.sessionId);
  const address = serverOfResource(config, asked.resource);
  const server = address && (await oauth.findServer(address));
  if (!live || live.userId !== answer.userId || !server) return null;
  const { workspaceId, serverId } = server;
  if (!live.memberships.some((membership) => membership.workspaceId === workspaceId)) return null;
  return allowClient(deps, { userId: live.userId, email: live.email, workspaceId, serverId, asked, ...trace });
}

/** Whether the library says that there is no such interaction in this browser. */
function isLost(error: unknown): boolean {
  return error instanceof Error && error.name === 'SessionNotFound';
}

function seeOther(response: ServerResponse, location: string): void {
  response.writeHead(303, {
    location,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'content-length': 0,
  });
  response.end();
}

/** RFC 6749, section 5.2, as far as it goes: there is no code for "too often". */
function refuse(response: ServerResponse, { status, publicMessage, retryAfterMs }: AppError): void {
  if (retryAfterMs !== undefined) response.setHeader('retry-after', String(Math.ceil(retryAfterMs / 1000)));
  const body = { error: 'temporarily_unavailable', error_description: publicMessage };
  replyText(response, status, JSON.stringify(body), 'application/json');
}
