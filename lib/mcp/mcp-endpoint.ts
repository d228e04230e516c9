import type { IncomingMessage, ServerResponse } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { createMcpHandler, type McpHttpHandler, type McpRequestContext } from '@modelcontextprotocol/server';
import type { JsonValue } from '#lib/shared/json.ts';
import { silenceOf } from './call-times.ts';
import type { CallerContext } from './call-tool.ts';
import { asDirectCall, serveDirectCall } from './direct-leg.ts';
import { OpenCalls } from './open-calls.ts';
import { createFullServer, type ProtocolServerPorts } from './protocol-server.ts';
import { relayAnswer } from './relay-answer.ts';
import { Reply, replyRpcError } from './reply.ts';
import type { ServedVersion } from './served-version.ts';

/** One request that has passed the guards. `body` is undefined for methods without one. */
export interface McpExchange {
  request: IncomingMessage;
  response: ServerResponse;
  body: JsonValue | undefined;
  caller: CallerContext;
}

/** The MCP side of one live server: its requests, whatever the version, and its open subscriptions. */
export interface McpEndpoint {
  /** Answers the exchange; never throws. */
  handle(exchange: McpExchange): Promise<void>;
  /** Another version is served: tells open subscriptions which of its lists are other ones. */
  versionChanged(before: ServedVersion, after: ServedVersion): void;
  /** Tells those who follow them that resources have changed. */
  resourcesUpdated(uris: readonly string[]): void;
  /** Ends open streams. */
  close(): Promise<void>;
}

export function createMcpEndpoint(ports: ProtocolServerPorts): McpEndpoint {
  const handler = createMcpHandler(
    (context) => {
      const caller = callerOf(context);
      return createFullServer(ports, caller.version, () => caller, context.era);
    },
    { legacy: 'stateless', keepAliveMs: ports.times.keepAliveMs },
  );
  const calls = new OpenCalls();
  return {
    handle: async (exchange) => {
      try {
        await serve(ports, { handler, calls }, exchange);
      } catch (error) {
        const { traceId } = exchange.caller;
        ports.report(error, traceId);
        replyRpcError(exchange.response, { status: 500, code: -32603, message: `Internal error. Trace id ${traceId}` });
      }
    },
    versionChanged: (before, after) => {
      const differ = (list: (version: ServedVersion) => unknown): boolean =>
        !isDeepStrictEqual(list(before), list(after));
      if (differ(({ listing }) => listing)) handler.notify.toolsChanged();
      if (differ(({ promptListing }) => promptListing)) handler.notify.promptsChanged();
      if (differ(({ resourceListing, templateListing }) => [resourceListing, templateListing]))
        handler.notify.resourcesChanged();
      for (const { uri } of after.resourceListing) handler.notify.resourceUpdated(uri);
    },
    resourcesUpdated: (uris) => uris.forEach((uri) => handler.notify.resourceUpdated(uri)),
    close: () => handler.close(),
  };
}

/** What serves all but the direct calls. */
interface SdkLeg {
  handler: McpHttpHandler;
  calls: OpenCalls;
}

async function serve(ports: ProtocolServerPorts, leg: SdkLeg, exchange: McpExchange): Promise<void> {
  const { request, response, body, caller } = exchange;
  const headers = { 'x-trace-id': caller.traceId };
  const reply = new Reply(response, headers, ports.times.keepAliveMs);
  const direct = request.method === 'POST' && body !== undefined ? asDirectCall(request.headers, body) : null;
  if (direct) return serveDirectCall(ports, caller, direct, reply, (leave) => response.once('close', leave));
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
const FORWARDED_HEADERS = [
  'accept',
  'content-type',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'mcp-session-id',
  'last-event-id',
] as const;

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
