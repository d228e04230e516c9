import {
  done,
  type NodeContext,
  type NodeExecutor,
  type OutboundRequest,
  type OutboundResponse,
} from '#lib/kit/node-executor.ts';
import type { httpRequest, HttpRequestConfig } from './definition.ts';
import { binaryBody, readBody } from './read-body.ts';
import { buildRequest } from './build-request.ts';
import { checkStatus, isRefusal } from './check-status.ts';
import { fileBody, fileTaker, nameOf } from './files.ts';

/** Sends one request through the outbound guard and reads the answer. */
export const executeHttpRequest: NodeExecutor<typeof httpRequest> = async (context, config) => {
  const request = buildRequest(config, await fileBody(context, config), context.secretTexts);
  const taker = fileTaker(context, config);
  const sender = config.connectionId === undefined ? context : await context.connection(config.connectionId);
  const response = await send(context, sender, config, { ...request, takeBody: taker.takeBody });
  const read = taker.file() ?? readBody(response, config.method);
  const body = read === binaryBody ? await keepUntyped(context, config, response) : read;
  checkStatus(config, response, body, context.now);
  return done({ status: response.status, headers: response.headers, body });
};

/** Bytes that turned out to be no text; those of a refusal are of no use. */
async function keepUntyped(
  context: NodeContext,
  config: HttpRequestConfig,
  response: OutboundResponse,
): Promise<unknown> {
  if (isRefusal(config, response.status)) return null;
  const mimeType = response.headers['content-type'] ?? '';
  return context.files.create(response.body, { name: nameOf(response), mimeType });
}

function send(
  context: NodeContext,
  sender: Pick<NodeContext, 'fetch'>,
  config: HttpRequestConfig,
  request: OutboundRequest,
): ReturnType<NodeContext['fetch']> {
  if (config.method === 'GET' || config.method === 'HEAD' || config.method === 'OPTIONS') return sender.fetch(request);
  return context.effect((key) => {
    const named = config.idempotent === true && !('idempotency-key' in request.headers!);
    return sender.fetch(named ? { ...request, headers: { ...request.headers, 'idempotency-key': key } } : request);
  });
}
