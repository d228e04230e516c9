import type { IncomingMessage, ServerResponse } from 'node:http';
import { internalPaths, relayedHeaders } from '#lib/contracts/internal-calls.ts';
import { replyRpcError } from '#lib/mcp/reply.ts';
import type { Config } from '#lib/config/config.ts';
import { isInternalCall } from './internal-route.ts';
import { serveMcp } from './mcp-route.ts';
import { replyFailure, type PublicRoutePorts } from './public-route.ts';

/**
 * Serves, on the internal port, the request of an MCP client that the web process makes for somebody who is signed in
 * there. It is a request like any other from then on: its bearer is asked who they are, and every limit counts. False if the
 * path is another one; never throws.
 */
export async function serveRelayedMcp(
  { config }: { config: Pick<Config, 'internalSecret'> },
  ports: PublicRoutePorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (request.url !== internalPaths.relayedMcp) return false;
  if (!isInternalCall(config.internalSecret, request)) {
    replyRpcError(response, { status: 401, code: -32600, message: 'Not an internal call' });
    return true;
  }
  const traceId = ports.newTraceId();
  const address = headerOf(request, relayedHeaders.address);
  request.method = headerOf(request, relayedHeaders.method);
  request.url = headerOf(request, relayedHeaders.path);
  request.headers.authorization = headerOf(request, relayedHeaders.authorization);
  for (const name of Object.values(relayedHeaders)) delete request.headers[name];
  const own = { ...ports, addressOf: () => address };
  await serveMcp(own, request, response, traceId).catch((error: unknown) =>
    replyFailure(ports, response, traceId, error),
  );
  return true;
}

function headerOf({ headers }: IncomingMessage, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}
