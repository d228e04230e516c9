import type { IncomingMessage } from 'node:http';
import { isInitializeRequest, type ServerContext } from '@modelcontextprotocol/server';
import { isJsonObject, type JsonValue } from '#lib/shared/json.ts';
import type { CallerContext } from '../call-tool.ts';
import type { ListsChanged } from '../lists-changed.ts';
import type { McpExchange } from '../mcp-endpoint.ts';
import { createFullServer, MODERN_VERSION, type ProtocolServerPorts } from '../protocol-server.ts';
import { relayAnswer } from '../relay-answer.ts';
import { Reply, replyRpcError } from '../reply.ts';
import { namedSession, sessionCaller } from './session-caller.ts';
import { noSession } from './session-refusals.ts';
import { Session } from './session.ts';
import type { SessionOwner, SessionStore } from './session-store.ts';

type Headed = Readonly<Record<string, string>>;

/** The sessions of 2025 clients with one server. */
export class EndpointSessions {
  readonly #ports: ProtocolServerPorts;
  readonly #store: SessionStore;
  readonly #sessions = new Set<Session>();

  constructor(ports: ProtocolServerPorts, store: SessionStore) {
    this.#ports = ports;
    this.#store = store;
  }

  /**
   * Answers what is said in a session, and what asks for one. False for the rest: a client that names no session is served
   * without one, also when it was given one, and when there is no place for another. `headers` go with every answer.
   */
  async serve(exchange: McpExchange, headers: Headed): Promise<boolean> {
    const id = namedSession(exchange.request);
    const owner = ownerOf(exchange.caller);
    if (id !== undefined) {
      const session = this.#store.find(id, owner);
      if (!session || !this.#sessions.has(session)) replyRpcError(exchange.response, noSession, headers);
      else await this.#answer(session, exchange, headers);
      return true;
    }
    if (!asksForSession(exchange)) return false;
    const opened = await this.#open(owner, exchange.caller);
    if (opened) await this.#answer(opened, exchange, headers);
    return opened !== null;
  }

  /** Tells every client which lists are other ones now. */
  listsChanged(changed: ListsChanged): void {
    for (const session of this.#sessions) session.listsChanged(changed);
  }

  /** Tells those clients that follow one of these. */
  resourcesUpdated(uris: readonly string[]): void {
    for (const session of this.#sessions) session.resourcesUpdated(uris);
  }

  close(): void {
    for (const session of this.#sessions) session.end();
  }

  /** A new session; null if there is no place for it. */
  async #open(owner: SessionOwner, { version }: CallerContext): Promise<Session | null> {
    const id = await this.#store.name(owner);
    if (!this.#store.makePlace(owner)) return null;
    const server = createFullServer(this.#ports, version, callerOf, 'session');
    const { keepAliveMs } = this.#ports.times;
    const session = new Session({ id, owner, server, callerOf, now: this.#store.now, keepAliveMs });
    session.onEnd(() => this.#sessions.delete(session));
    this.#sessions.add(session);
    this.#store.add(session);
    await session.connect();
    return session;
  }

  async #answer(session: Session, exchange: McpExchange, headers: Headed): Promise<void> {
    const { request, response, body, caller } = exchange;
    const id = idOf(body);
    if (id !== undefined && session.isUnderWay(id)) return replyRpcError(response, { ...idInUse, id }, headers);
    const { answer, over } = await session.answer(webRequest(request), body, caller);
    if (response.destroyed) return over();
    response.once('close', over);
    const reply = new Reply(response, headers, this.#ports.times.keepAliveMs);
    await relayAnswer(Promise.resolve(answer), response, { reply, headers, silenceMs: null });
  }
}

/** At a revision that knows no sessions, `initialize` is what the SDK makes of it. */
function asksForSession({ request, body }: McpExchange): boolean {
  if (request.method !== 'POST' || request.headers['mcp-protocol-version'] === MODERN_VERSION) return false;
  return isJsonObject(body) && body['method'] === 'initialize' && isInitializeRequest(body);
}

const idInUse = { status: 400, code: -32600, message: 'A request with this id is still under way in this session' };

function ownerOf({ version, principal }: CallerContext): SessionOwner {
  return { workspaceId: version.workspaceId, server: version.workflowId, who: sessionCaller(principal) };
}

function idOf(body: JsonValue | undefined): string | number | undefined {
  const id = isJsonObject(body) && body['method'] !== undefined ? body['id'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

const READ_HEADERS = ['accept', 'content-type', 'mcp-protocol-version', 'mcp-session-id', 'last-event-id'] as const;

/** Only what the protocol reads; the body is handed over parsed. */
function webRequest(request: IncomingMessage): Request {
  const headers = new Headers();
  for (const name of READ_HEADERS) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  return new Request('http://runtime.invalid/mcp', { method: request.method ?? 'GET', headers });
}

/** Each request brings its caller along as pass-through auth info, which never leaves this module. */
function callerOf(context: ServerContext): CallerContext {
  const caller = context.http?.authInfo?.extra?.['caller'];
  if (caller === undefined) throw new Error('A request reached a session without its caller');
  return caller as CallerContext;
}
