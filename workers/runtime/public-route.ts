import type { IncomingMessage, ServerResponse } from 'node:http';
import { replyRpcError } from '#lib/mcp/reply.ts';
import { isAppError } from '#lib/shared/app-error.ts';
import { serveForm, type FormRoutePorts } from './forms/form-route.ts';
import { serveHealth, type HealthPorts } from './health-route.ts';
import type { HttpGuards } from './http-guards.ts';
import { pathOf, replyText } from './http-server.ts';
import { serveHook, type HookRoutePorts } from './hooks/hook-route.ts';
import { serveMcp, type McpRoutePorts } from './mcp-route.ts';
import { serveOauth, type OauthRoutePorts } from './oauth/oauth-route.ts';
import { serveWellKnown } from './oauth/well-known.ts';
import { isVisit, serveVisit, type VisitPorts } from './visit/visit-route.ts';

export interface PublicRoutePorts extends McpRoutePorts {
  visits: VisitPorts['visits'];
  guards: HttpGuards;
  hooks: HookRoutePorts;
  forms: FormRoutePorts;
  oauth: OauthRoutePorts;
  health: HealthPorts;
  newTraceId(): string;
  /** Whether an error says that the database does not answer now. */
  isOutage(error: unknown): boolean;
  onError(error: unknown, traceId: string): void;
  onAnswer(answer: { route: Route; status: number; durationMs: number }): void;
}

/** Everything on the runtime's public port. Never throws. */
export async function servePublic(
  ports: PublicRoutePorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const startedAt = performance.now();
  const traceId = ports.newTraceId();
  const route = routeOf(pathOf(request));
  response.once('close', () => {
    const durationMs = performance.now() - startedAt;
    ports.onAnswer({ route, status: response.statusCode, durationMs });
  });
  try {
    if (!ports.guards.isOurHost(request.headers)) return forbid(response, traceId, 'Unknown Host header');
    if (!ports.guards.isAllowedOrigin(request.headers))
      return forbid(response, traceId, 'Requests from this Origin are not allowed');
    if (route === 'mcp' && isVisit(request)) return await serveVisit(ports, request, response);
    if (route === 'mcp') return await serveMcp(ports, request, response, traceId);
    if (route === 'hook') return await serveHook(ports.hooks, request, response, traceId);
    if (route === 'form') return await serveForm(ports.forms, request, response, traceId);
    if (route === 'oauth') return await serveOauth(ports.oauth, request, response, traceId);
    if (route === 'well-known') return await serveWellKnown(ports.oauth, request, response);
    if (isAbroad(request, '/metrics') || !(await serveHealth(ports.health, request, response))) {
      replyText(response, 404, 'Not found\n');
    }
  } catch (error) {
    replyFailure(ports, response, traceId, error);
  }
}

/** The answer to what went wrong on our side. */
export function replyFailure(
  ports: Pick<PublicRoutePorts, 'isOutage' | 'onError'>,
  response: ServerResponse,
  traceId: string,
  error: unknown,
): void {
  ports.onError(error, traceId);
  if (ports.isOutage(error) || (isAppError(error) && error.code === 'unavailable'))
    return replyRpcError(response, away, { 'x-trace-id': traceId, 'retry-after': '1' });
  replyRpcError(response, { status: 500, code: -32603, message: `Internal error. Trace id ${traceId}` });
}

type Route = 'mcp' | 'hook' | 'form' | 'oauth' | 'well-known' | 'other';

function routeOf(path: string): Route {
  if (path === '/mcp' || path.startsWith('/mcp/')) return 'mcp';
  if (path.startsWith('/forms/') || path.startsWith('/forms-test/')) return 'form';
  if (path.startsWith('/oauth/')) return 'oauth';
  if (path.startsWith('/.well-known/')) return 'well-known';
  return path.startsWith('/hooks/') || path.startsWith('/hooks-test/') ? 'hook' : 'other';
}

const away = { status: 503, code: -32603, message: 'The database does not answer right now; try again' };

function forbid(response: ServerResponse, traceId: string, message: string): void {
  replyRpcError(response, { status: 403, code: -32600, message }, { 'x-trace-id': traceId });
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Figures of the whole installation are for this machine, not for whoever reaches the port (directly or by proxy). */
function isAbroad(request: IncomingMessage, path: string): boolean {
  if (pathOf(request) !== path) return false;
  return !LOOPBACK.has(request.socket.remoteAddress ?? '') || request.headers['x-forwarded-for'] !== undefined;
}
