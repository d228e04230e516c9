import { done, type NodeContext, type NodeExecutor, type OutboundRequest } from '#lib/kit/node-executor.ts';
import type { httpRequest, HttpRequestConfig } from './definition.ts';
import { readBody } from './read-body.ts';
import { buildRequest } from './build-request.ts';
import { checkStatus } from './check-status.ts';

/** Sends one request through the outbound guard and reads the answer. */
export const executeHttpRequest: NodeExecutor<typeof httpRequest> = async (context, config) => {
  const request = buildRequest(config);
  const response = await send(context, config, request);
  const body = readBody(response, config.method);
  checkStatus(config, response, body, context.now);
  return done({ status: response.status, headers: response.headers, body });
};

function send(
  context: NodeContext,
  config: HttpRequestConfig,
  request: OutboundRequest,
): ReturnType<NodeContext['fetch']> {
  if (config.method === 'GET' || config.method === 'HEAD' || config.method === 'OPTIONS') return context.fetch(request);
  return context.effect((key) => {
    const named = config.idempotent === true && !('idempotency-key' in request.headers!);
    return context.fetch(named ? { ...request, headers: { ...request.headers, 'idempotency-key': key } } : request);
  });
}
