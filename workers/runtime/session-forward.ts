import { Agent, request as ask, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { replyRpcError } from '#lib/mcp/reply.ts';
import { noSession } from '#lib/mcp/sessions/session-refusals.ts';

export const SESSION_PATH = '/internal/mcp-session';
/** What the other runtime needs besides the request itself. */
export const forwarded = {
  authorization: 'x-toolwright-authorization',
  path: 'x-toolwright-path',
  owner: 'x-toolwright-owner',
  traceId: 'x-toolwright-trace-id',
  address: 'x-toolwright-address',
} as const;

/** The other side keeps idle connections for longer than this, so that none is used while it closes. */
const agent = new Agent({ keepAlive: true, timeout: 10_000 });
const CONNECT_MS = 3_000;
const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding']);
const PASSED_ON = [
  'accept',
  'content-type',
  'content-length',
  'transfer-encoding',
  'user-agent',
  'mcp-session-id',
  'mcp-protocol-version',
  'last-event-id',
] as const;

export interface Forwarding {
  request: IncomingMessage;
  response: ServerResponse;
  /** The process that has the session, and where it is. */
  owner: { id: string; address: string };
  secret: string;
  traceId: string;
  /** Where the client is. */
  address: string;
}

/**
 * Passes a request as it comes to the runtime that has its session, and the answer as it goes: streams flow both ways, and
 * either side that leaves ends the other. A runtime that is gone has taken its sessions along.
 */
export function forward({ request, response, owner, secret, traceId, address }: Forwarding): Promise<void> {
  return new Promise((resolve) => {
    // Who has left meanwhile says so no second time.
    if (response.destroyed) return resolve();
    const outgoing = ask(`${owner.address}${SESSION_PATH}`, {
      agent,
      method: request.method ?? 'GET',
      headers: {
        ...passedOn(request.headers),
        authorization: `Bearer ${secret}`,
        [forwarded.authorization]: request.headers.authorization ?? '',
        [forwarded.path]: request.url ?? '/',
        [forwarded.owner]: owner.id,
        [forwarded.traceId]: traceId,
        [forwarded.address]: address,
      },
    });
    response.once('close', () => {
      outgoing.destroy();
      resolve();
    });
    outgoing.once('socket', (socket) => {
      if (!socket.connecting) return;
      const patience = setTimeout(() => outgoing.destroy(), CONNECT_MS);
      socket.once('connect', () => clearTimeout(patience)).once('close', () => clearTimeout(patience));
    });
    outgoing.once('response', (answer) => relay(answer, response));
    outgoing.on('error', () => {
      if (response.headersSent) response.destroy();
      else replyRpcError(response, noSession);
    });
    request.on('error', () => outgoing.destroy());
    request.pipe(outgoing);
  });
}

function relay(answer: IncomingMessage, response: ServerResponse): void {
  const headers = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name));
  response.writeHead(answer.statusCode ?? 502, Object.fromEntries(headers));
  response.flushHeaders();
  answer.on('error', () => response.destroy());
  answer.pipe(response);
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(PASSED_ON.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}
