import type { IncomingMessage, ServerResponse } from 'node:http';
import { createMcpHandler, type McpHttpHandler, type McpRequestContext } from '@modelcontextprotocol/server';
import type { JsonValue } from '#lib/shared/json.ts';
import { silenceOf } from './call-times.ts';
import type { CallerContext } from './call-tool.ts';
import { asDirectCall, serveDirectCall } from './direct-leg.ts';
import { listsChanged } from './lists-changed.ts';
import { OpenCalls } from './open-calls.ts';
import { createFullServer, type ProtocolServerPorts } from './protocol-server.ts';
import { relayAnswer } from './relay-answer.ts';
import { Reply, replyRpcError } from './reply.ts';
import type { ServedVersion } from './served-version.ts';
import { EndpointSessions } from './sessions/endpoint-sessions.ts';
import type { SessionStore } from './sessions/session-store.ts';
import { refusedListening } from './tasks/refused-listening.ts';

/** One request that has passed the guards. `body` is undefined for methods without one. */
export interface McpExchange {
  request: IncomingMessage;
  response: ServerResponse;
  body: JsonValue | undefined;
  caller: CallerContext;
}

/** The MCP side of one live server: its requests, whatever the version, its sessions and its open subscriptions. */
export interface McpEndpoint {
  /** Answers the exchange; never throws. */
  handle(exchange: McpExchange): Promise<void>;
  /** Another version is served: tells open subscriptions and sessions which of its lists are other ones. */
  versionChanged(before: ServedVersion, after: ServedVersion): void;
  /** Tells those who follow them that resources have changed. */
  resourcesUpdated(uris: readonly string[]): void;
  /** Ends open streams and sessions. */
  close(): Promise<void>;
}

/** `store`: the sessions of the whole process. */
export function createMcpEndpoint(ports: ProtocolServerPorts, store: SessionStore): McpEndpoint {
  const handler = createMcpHandler(
    (context) => {
      const caller = callerOf(context);
      return createFullServer(ports, caller.version, () => caller, context.era);
    },
    { legacy: 'stateless', keepAliveMs: ports.times.keepAliveMs },
  );
  const leg: SdkLeg = { handler, calls: new OpenCalls(), sessions: new EndpointSessions(ports, store) };
  const { notify } = handler;
  return {
    handle: async (exchange) => {
      try {
        await serve(ports, leg, exchange);
      } catch (error) {
        const { traceId } = exchange.caller;
        ports.report(error, traceId);
        replyRpcError(exchange.response, { status: 500, code: -32603, message: internalErrorText(exchange.caller) });
      }
    },
    versionChanged: (before, after) => {
      const changed = listsChanged(before, after);
      if (changed.tools) notify.toolsChanged();
      if (changed.prompts) notify.promptsChanged();
      if (changed.resources) notify.resourcesChanged();
      leg.sessions.listsChanged(changed);
      const uris = after.resourceListing.map(({ uri }) => uri);
      uris.forEach((uri) => notify.resourceUpdated(uri));
      leg.sessions.resourcesUpdated(uris);
    },
    resourcesUpdated: (uris) => {
      uris.forEach((uri) => notify.resourceUpdated(uri));
      leg.sessions.resourcesUpdated(uris);
    },
    close: () => {
      leg.sessions.close();
      return handler.close();
    },
  };
}

/** Whoever shows no credentials learns nothing by which a run could be found. */
function traceHeaderOf({ principal, traceId }: CallerContext): Record<string, string> {
  return principal.kind === 'anonymous' ? {} : { 'x-trace-id': traceId };
}

function internalErrorText({ principal, traceId }: CallerContext): string {
  return principal.kind === 'anonymous' ? 'Internal error.' : `Internal error. Trace id ${traceId}`;
}

/** What serves all but the direct calls. */
interface SdkLeg {
  handler: McpHttpHandler;
  calls: OpenCalls;
  sessions: EndpointSessions;
}

async function serve(ports: ProtocolServerPorts, leg: SdkLeg, exchange: McpExchange): Promise<void> {
  const { request, response, body, caller } = exchange;
  const headers = traceHeaderOf(caller);
  const reply = new Reply(response, headers, ports.times.keepAliveMs);
  const direct = request.method === 'POST' && body !== undefined ? asDirectCall(request.headers, body) : null;
  if (direct) return serveDirectCall(ports, caller, direct, reply, (leave) => response.once('close', leave));
  if (await leg.sessions.serve(exchange, headers)) return;
  const refusal = refusedListening(body);
  if (refusal) return replyRpcError(response, refusal, headers);
  const silenceMs = takesStream(request) ? silenceOf(ports.times) : null;
  await relayAnswer(askSdk(leg, exchange), response, { reply, headers, silenceMs });
}

function askSdk({ handler, calls }: SdkLeg, exchange: McpExchange): Promise<Response> {
  const { request, response, body, caller } = exchange;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  calls.callOff(exchange);
  calls.keep(exchange, () => {
    gone.abort();
    response.destroy();
  });
  return handler.fetch(webRequest(request, gone.signal), {
    authInfo: { token: '', clientId: caller.principal.userId, scopes: [], extra: { caller } },
    ...(body !== undefined && { parsedBody: body }),
  });
}

const takesStream = ({ method, headers }: IncomingMessage): boolean =>
  method === 'POST' && (headers.accept?.includes('text/event-stream') ?? false);

/** Only what the protocol reads: credentials and cookies go no further than the guards. */
const FORWARDED_HEADERS = ['accept', 'content-type', 'mcp-protocol-version', 'mcp-method', 'mcp-name'] as const;

/** The body is not repeated: it is handed over parsed. */
function webRequest(request: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (const name of FORWARDED_HEADERS) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  return new Request('http://runtime.invalid/mcp', { method: request.method ?? 'GET', headers, signal });
}

/** The exchange travels through the SDK as pass-through auth info: it never leaves this module. */
function callerOf(context: McpRequestContext): CallerContext {
  const caller = context.authInfo?.extra?.['caller'];
  if (caller === undefined) throw new Error('A request reached the MCP handler without its caller');
  return caller as CallerContext;
}
