import { setImmediate as nextTurn } from 'node:timers/promises';
import { ProtocolErrorCode, type RequestId, type Server } from '@modelcontextprotocol/server';
import { isJsonObject, type JsonValue } from '#lib/shared/json.ts';
import type { CallerContext } from '../call-tool.ts';
import type { ListsChanged } from '../lists-changed.ts';
import type { CallerOf } from '../protocol-server.ts';
import type { SessionOwner } from './session-store.ts';
import { SessionTransport } from './session-transport.ts';
import { serveSubscriptions } from './subscriptions.ts';

interface SessionParts {
  id: string;
  owner: SessionOwner;
  /** Made for this session; reads who calls from each request. */
  server: Server;
  callerOf: CallerOf;
  now(): number;
  keepAliveMs: number;
}

/**
 * A 2025 client's session: what it follows, how much it wants to hear, and the way back to it. It belongs to one caller and
 * one server, and grants nothing: each request in it has passed the guards by its own credentials.
 */
export class Session {
  readonly id: string;
  readonly owner: SessionOwner;
  readonly openedAt: number;
  usedAt: number;
  readonly #server: Server;
  readonly #transport: SessionTransport;
  readonly #now: () => number;
  readonly #follows: (uri: string) => boolean;
  /** Ids of requests that have no answer yet. */
  readonly #underWay = new Set<RequestId>();
  #open = 0;

  constructor(parts: SessionParts) {
    this.id = parts.id;
    this.owner = parts.owner;
    this.#server = parts.server;
    this.#now = parts.now;
    this.openedAt = this.usedAt = parts.now();
    this.#follows = serveSubscriptions(parts.server, parts.callerOf);
    this.#transport = new SessionTransport(
      { sessionIdGenerator: () => parts.id, keepAliveMs: parts.keepAliveMs },
      (id) => this.#underWay.delete(id),
    );
  }

  /** Before the first request. */
  connect(): Promise<void> {
    return this.#server.connect(this.#transport);
  }

  /** Its open answers: streams and calls. */
  get open(): number {
    return this.#open;
  }

  get idle(): boolean {
    return this.#open === 0;
  }

  /** Whether a request with this id has no answer yet: another one would take over its stream. */
  isUnderWay(id: RequestId): boolean {
    return this.#underWay.has(id);
  }

  /**
   * Answers one request of its caller. The function that comes with the answer says that nobody reads it any more: what is
   * still under way then is called off.
   */
  async answer(
    request: Request,
    body: JsonValue | undefined,
    caller: CallerContext,
  ): Promise<{ answer: Response; over(): void }> {
    const message = isJsonObject(body) ? body : {};
    const id = requestIdOf(message);
    this.#begin(id);
    try {
      const answer = await this.#transport.handleRequest(request, {
        authInfo: { token: '', clientId: caller.principal.userId, scopes: [], extra: { caller } },
        ...(body !== undefined && { parsedBody: body }),
      });
      if (message['method'] === 'notifications/cancelled') await this.#release(calledOff(message));
      return { answer, over: () => this.#finish(id) };
    } catch (error) {
      this.#finish(id);
      throw error;
    }
  }

  /** Tells the client which lists are other ones now, and the followed resources that may read differently. */
  listsChanged(changed: ListsChanged): void {
    if (changed.tools) quietly(this.#server.sendToolListChanged());
    if (changed.prompts) quietly(this.#server.sendPromptListChanged());
    if (changed.resources) quietly(this.#server.sendResourceListChanged());
  }

  /** Tells the client of those that it follows. */
  resourcesUpdated(uris: readonly string[]): void {
    for (const uri of uris) if (this.#follows(uri)) quietly(this.#server.sendResourceUpdated({ uri }));
  }

  onEnd(listener: () => void): void {
    const before = this.#server.onclose;
    this.#server.onclose = () => {
      before?.();
      listener();
    };
  }

  /** Ends its streams and stops what is under way. */
  end(): void {
    quietly(this.#server.close());
  }

  #begin(id: RequestId | undefined): void {
    this.#open += 1;
    this.usedAt = this.#now();
    if (id !== undefined) this.#underWay.add(id);
  }

  #finish(id: RequestId | undefined): void {
    this.#open -= 1;
    this.usedAt = this.#now();
    if (id === undefined || !this.#underWay.has(id)) return;
    this.#transport.onmessage?.({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: id, reason: 'Nobody reads the answer' },
    });
    quietly(this.#release(id));
  }

  /** The SDK answers nothing to what was called off, and so keeps its place for ever. */
  async #release(id: RequestId | undefined): Promise<void> {
    // What the stopped call still has to say to its client goes first.
    await nextTurn();
    if (id === undefined || !this.#underWay.has(id)) return;
    this.#transport.closeSSEStream(id);
    quietly(
      this.#transport.send({
        jsonrpc: '2.0',
        id,
        error: { code: ProtocolErrorCode.InternalError, message: 'Called off' },
      }),
    );
  }
}

function requestIdOf(message: Record<string, JsonValue>): RequestId | undefined {
  const { id, method } = message;
  return method !== undefined && (typeof id === 'string' || typeof id === 'number') ? id : undefined;
}

function calledOff({ params }: Record<string, JsonValue>): RequestId | undefined {
  const id = isJsonObject(params) ? params['requestId'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

/** What is said to a client that does not listen is lost. */
function quietly(said: Promise<unknown>): void {
  said.catch(() => {});
}
