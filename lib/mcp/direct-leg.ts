import type { IncomingHttpHeaders } from 'node:http';
import {
  classifyInboundRequest,
  isJsonContentType,
  type JSONRPCRequest,
  type MessageClassification,
} from '@modelcontextprotocol/server';
import { isJsonObject, type JsonValue } from '#lib/shared/json.ts';
import type { CallerContext } from './call-tool.ts';
import { ExchangeTransport } from './exchange-transport.ts';
import { createCallServer, MODERN_VERSION, type ProtocolServerPorts } from './protocol-server.ts';
import type { Reply } from './reply.ts';

/** After this, a call that has no answer yet becomes a stream, so that clients and proxies see it is alive. */
const SILENCE_MS = 5_000;

export interface DirectCall {
  message: JSONRPCRequest;
  classification: MessageClassification;
}

/**
 * Whether a request may take the direct leg: a 2026-07-28 `tools/call` with every required header present and equal to
 * the body, and an envelope that the SDK finds valid. `null` means "not plainly right": the SDK's own entry answers it,
 * be it with a result or with the error that the protocol asks for.
 */
export function asDirectCall(headers: IncomingHttpHeaders, body: JsonValue): DirectCall | null {
  if (headers['mcp-protocol-version'] !== MODERN_VERSION || headers['mcp-method'] !== 'tools/call') return null;
  if (!isJsonContentType(headers['content-type'] ?? null)) return null;
  if (!isJsonObject(body) || body['method'] !== 'tools/call' || !isJsonObject(body['params'])) return null;
  const { name, arguments: toolArguments } = body['params'];
  if (typeof name !== 'string' || headers['mcp-name'] !== name) return null;
  if (toolArguments !== undefined && !isJsonObject(toolArguments)) return null;
  const route = classifyInboundRequest({
    httpMethod: 'POST',
    protocolVersionHeader: MODERN_VERSION,
    mcpMethodHeader: 'tools/call',
    mcpNameHeader: name,
    body,
  });
  if (route.kind !== 'modern' || route.messageKind !== 'request') return null;
  if (route.classification.revision !== MODERN_VERSION) return null;
  return { message: route.message, classification: route.classification };
}

/** Serves a direct call. `onDisconnect` registers what to do when the caller leaves before the answer. */
export async function serveDirectCall(
  ports: ProtocolServerPorts,
  caller: CallerContext,
  call: DirectCall,
  reply: Reply,
  onDisconnect: (leave: () => void) => void,
): Promise<void> {
  const transport = new ExchangeTransport(call.classification, reply);
  const server = createCallServer(ports, caller);
  server.onerror = (error) => ports.report(error, caller.traceId);
  await server.connect(transport);
  const silence = setTimeout(() => {
    if (!transport.finished) reply.stream();
  }, SILENCE_MS);
  onDisconnect(() => {
    clearTimeout(silence);
    reply.abandon();
    if (!transport.finished) void server.close();
  });
  transport.deliver(call.message);
}
