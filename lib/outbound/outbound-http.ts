import { say } from '#lib/shared/say.ts';
import type { Readable } from 'node:stream';
import { Agent, request as send, type Dispatcher } from 'undici';
import { limits } from '#lib/contracts/limits.ts';
import { NodeFailure, type OutboundRequest, type OutboundResponse } from '#lib/kit/node-executor.ts';
import { StoreAway } from '#lib/kit/store-away.ts';
import type { BoundCredentials, OutboundHttp } from '#lib/runner/ports.ts';
import { canonicalHost, parseAllowRules } from './address-policy.ts';
import {
  checkedAddresses,
  guardedConnect,
  systemResolver,
  type ConnectPolicy,
  type Resolver,
} from './guarded-connect.ts';
import { limitedBytes, readLimited } from './read-limited.ts';
import { requireNamedHost, takerWithoutSecrets, withCredentials, withoutSecrets } from './request-credentials.ts';
import { TrackedDispatcher } from './tracked-dispatcher.ts';

/** Settings of the guard: the fields of `Config` that it needs. */
export interface OutboundOptions {
  /** `OUTBOUND_ALLOW`. */
  outboundAllow: readonly string[];
  port?: number;
  internalPort?: number;
  workerPort?: number;
  databaseUrl?: string;
  redisUrl?: string | null;
  resolve?: Resolver;
  connectTimeoutMs?: number;
}

const maxRedirects = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);
/** What belongs to one host and is not sent on to another. */
const hostBoundHeaders = ['authorization', 'cookie', 'proxy-authorization'];

/** The guard of one process. */
export interface OutboundGuard extends OutboundHttp {
  /**
   * The addresses of a host that may be reached at a port, for sockets that are not HTTP: connect to one of these very
   * addresses, never to the name. Throws `NodeFailure`.
   */
  resolveAllowed(host: string, port: number): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The guard. One for each process: it pools connections. */
export function createOutboundHttp(options: OutboundOptions): OutboundGuard {
  const policy = connectPolicy(options);
  const agent = new Agent({
    connect: guardedConnect(policy),
    connections: 64,
    keepAliveTimeout: 4_000,
    headersTimeout: limits.nodeTimeoutMaxMs,
    bodyTimeout: limits.nodeTimeoutMaxMs,
    allowH2: false,
  });
  return {
    fetch: (request) => followRedirects(agent, request),
    resolveAllowed: (host, port) => checkedAddresses(policy, canonicalHost(host), port),
    close: () => agent.close(),
  };
}

function connectPolicy(options: OutboundOptions): ConnectPolicy {
  const local = [options.port, options.internalPort, options.workerPort].filter((port) => port !== undefined);
  const services = [options.databaseUrl, options.redisUrl].flatMap((url) => (url ? [serviceAddress(url)] : []));
  return {
    rules: parseAllowRules(options.outboundAllow),
    ownPorts: [...local.map((port) => ({ host: null, port })), ...services],
    resolve: options.resolve ?? systemResolver,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
  };
}

const servicePorts: Readonly<Record<string, number>> = {
  'postgres:': 5432,
  'postgresql:': 5432,
  'redis:': 6379,
  'rediss:': 6379,
};

function serviceAddress(address: string): { host: string; port: number } {
  const url = new URL(address);
  return {
    host: canonicalHost(url.hostname),
    port: url.port === '' ? (servicePorts[url.protocol] ?? 0) : Number(url.port),
  };
}

type GuardedRequest = OutboundRequest & { signal: AbortSignal; credentials?: readonly BoundCredentials[] };
type LowerCasedRequest = GuardedRequest & { headers: Record<string, string> };

async function followRedirects(agent: Agent, original: GuardedRequest): Promise<OutboundResponse> {
  let request = { ...original, headers: lowerCased(original.headers) };
  let from: URL | null = null;
  for (let hop = 0; ; hop++) {
    const url = checkUrl(request.url);
    const answer = await authorised(agent, url, request, from);
    const location = redirectStatuses.has(answer.status) ? answer.headers['location'] : undefined;
    if (location === undefined) return answer;
    if (hop === maxRedirects)
      throw new NodeFailure('outbound_failed', say('too_many_redirects', { limit: maxRedirects }));
    request = redirected(request, url, answer.status, location);
    from = url;
  }
}

/** One exchange with the request's credentials, if it has any. Neither they nor the address with them come back. */
async function authorised(
  agent: Agent,
  url: URL,
  request: LowerCasedRequest,
  from: URL | null,
): Promise<OutboundResponse> {
  const { credentials } = request;
  if (!credentials || credentials.length === 0) return exchange(agent, url, request);
  for (const each of credentials) requireNamedHost(each, url, from);
  const sent = withCredentials(credentials, url, request);
  const { takeBody } = request;
  const cleaned = takeBody && { takeBody: takerWithoutSecrets(credentials, takeBody) };
  const answer = await exchange(agent, sent.url, { ...sent.request, ...cleaned });
  return withoutSecrets(credentials, { ...answer, url: url.href });
}

function checkUrl(address: string): URL {
  const url = URL.parse(address);
  if (!url) throw new NodeFailure('outbound_refused', say('address_no_url'));
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new NodeFailure('outbound_refused', say('address_protocol', { protocol: url.protocol }));
  if (url.username !== '' || url.password !== '') throw new NodeFailure('outbound_refused', say('address_credentials'));
  return url;
}

/** RFC 9110, section 15.4: 303 always becomes a GET, 301 and 302 do for POST, as browsers do it. */
function redirected(request: LowerCasedRequest, from: URL, status: number, location: string): LowerCasedRequest {
  const to = URL.parse(location, from);
  if (!to) throw new NodeFailure('outbound_failed', say('redirect_no_url'));
  const headers = { ...request.headers };
  if (to.origin !== from.origin) for (const name of hostBoundHeaders) delete headers[name];
  const toGet = (status === 303 && request.method !== 'HEAD') || (status <= 302 && request.method === 'POST');
  if (!toGet) return { ...request, url: to.href, headers };
  for (const name of ['content-type', 'content-length', 'content-encoding']) delete headers[name];
  const { body: _body, ...rest } = request;
  return { ...rest, method: 'GET', url: to.href, headers };
}

/** One request and its whole answer. */
async function exchange(agent: Agent, url: URL, request: LowerCasedRequest): Promise<OutboundResponse> {
  if (request.signal.aborted) throw new NodeFailure('canceled', say('request_not_sent'));
  const dispatcher = new TrackedDispatcher(agent);
  try {
    const answer = await send(url, {
      dispatcher,
      method: request.method as Dispatcher.HttpMethod,
      headers: {
        'user-agent': 'Toolwright',
        accept: '*/*',
        'accept-encoding': 'gzip, deflate, br',
        ...request.headers,
      },
      ...(request.body !== undefined && { body: request.body }),
      signal: request.signal,
    });
    const headers = plainHeaders(answer.headers);
    const head = { status: answer.statusCode, headers, url: url.href };
    return { ...head, body: await bodyOf(answer.body, head, request) };
  } catch (error) {
    // Its taker's trouble, not that of the other side.
    if (error instanceof StoreAway) throw error;
    throw asFailure(error, url, request.signal, dispatcher.sent);
  }
}

/** The body, or nothing if the request's own reader has taken it. */
async function bodyOf(
  stream: Readable,
  head: Omit<OutboundResponse, 'body'>,
  request: OutboundRequest,
): Promise<Uint8Array> {
  const encoding = head.headers['content-encoding'];
  const leadsOn = redirectStatuses.has(head.status) && head.headers['location'] !== undefined;
  const taker = leadsOn ? null : request.takeBody?.(head);
  if (!taker) return readLimited(stream, encoding, request.maxBytes ?? limits.valueBytes);
  await taker.into(limitedBytes(stream, encoding, taker.maxBytes));
  return new Uint8Array();
}

function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === 'host') throw new NodeFailure('outbound_refused', say('host_header'));
    plain[lower] = value;
  }
  return plain;
}

function plainHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && name !== '__proto__') plain[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return plain;
}

/** What went wrong, in safe words; `mayHaveHappened` if the request had left. */
function asFailure(error: unknown, url: URL, signal: AbortSignal, sent: boolean): NodeFailure {
  if (error instanceof NodeFailure) {
    return sent && !error.mayHaveHappened && error.code === 'limit_exceeded'
      ? new NodeFailure(error.code, error.said ?? error.message, { mayHaveHappened: true })
      : error;
  }
  if (signal.aborted)
    return new NodeFailure('canceled', say('request_stopped'), { mayHaveHappened: sent, cause: error });
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const host = url.hostname;
  const said =
    code === undefined ? say('connection_lost', { host }) : say('connection_lost_code', { host, cause: code });
  return new NodeFailure('outbound_failed', said, {
    retryable: true,
    mayHaveHappened: sent,
    cause: error,
  });
}
