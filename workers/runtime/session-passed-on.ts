import type { IncomingMessage, ServerResponse } from 'node:http';
import { replyRpcError } from '#lib/mcp/reply.ts';
import { noSession } from '#lib/mcp/sessions/session-refusals.ts';
import type { RuntimeDeps } from '#lib/server/runtime-deps.ts';
import { isInternalCall } from './internal-route.ts';
import { serveMcp } from './mcp-route.ts';
import { replyFailure, type PublicRoutePorts } from './public-route.ts';
import { forwarded, SESSION_PATH } from './session-forward.ts';
import type { SessionRoutes } from './session-routing.ts';

const notLimited = { ofAddress: async () => null, refusal: async () => null };
/** What is passed on twice would go in circles. */
const nowhereElse: SessionRoutes = { passOn: async () => false };

/**
 * Serves, on the internal port, what another runtime passes on. Its caller is asked anew by their own credentials; the limits
 * of addresses and callers were counted where the request came in. False if the path is another one; never throws.
 */
export async function servePassedOn(
  { processId, config }: Pick<RuntimeDeps, 'processId' | 'config'>,
  ports: PublicRoutePorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (request.url !== SESSION_PATH) return false;
  const traceId = headerOf(request, forwarded.traceId);
  if (!isInternalCall(config.internalSecret, request)) {
    replyRpcError(response, { status: 401, code: -32600, message: 'Not an internal call' });
    return true;
  }
  // Another process may have got the address of one that is gone.
  if (headerOf(request, forwarded.owner) !== processId) {
    replyRpcError(response, noSession);
    return true;
  }
  const address = headerOf(request, forwarded.address);
  asItCameIn(request);
  const own = { ...ports, limits: notLimited, sessions: nowhereElse, addressOf: () => address };
  await serveMcp(own, request, response, traceId).catch((error: unknown) =>
    replyFailure(ports, response, traceId, error),
  );
  return true;
}

/** Gives the request the address and the credentials that its client sent. */
function asItCameIn(request: IncomingMessage): void {
  const authorization = headerOf(request, forwarded.authorization);
  request.url = headerOf(request, forwarded.path);
  if (authorization === '') delete request.headers.authorization;
  else request.headers.authorization = authorization;
}

function headerOf({ headers }: IncomingMessage, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}
