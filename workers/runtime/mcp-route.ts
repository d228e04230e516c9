import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '#lib/contracts/limits.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { replyRpcError } from '#lib/mcp/reply.ts';
import { parseStrictJson, type StrictJson } from '#lib/mcp/strict-json.ts';
import { processTurns } from '#lib/runner/turns.ts';
import type { AppError } from '#lib/shared/app-error.ts';
import { errorCodes } from '#lib/shared/error-codes.ts';
import { isJsonObject, type JsonValue } from '#lib/shared/json.ts';
import { mayCall, mayList } from './access.ts';
import type { DirectRunner } from './direct-runner.ts';
import type { OpenStreams } from './open-streams.ts';
import { pathOf } from './http-server.ts';
import { readBody } from './read-body.ts';
import type { LiveServer, ServerDirectory } from './server-directory.ts';

const PATH = /^\/mcp\/([a-z0-9-]{1,63})\/([a-z0-9-]{1,63})\/?$/;
/** `params.arguments.VALUE`: the three levels around a value that may itself be as deep as the limit. */
const BODY_DEPTH = limits.valueDepth + 3;

/** What starts a run. */
const RUNS: ReadonlySet<unknown> = new Set(['tools/call', 'prompts/get', 'resources/read']);

/** Reading and checking more than this takes the event loop for long enough to be a turn of its own. */
const LARGE_BODY = 64 * 1024;
/** About what is parsed and checked in a millisecond. */
const LETTERS_A_MS = 10_000;
/** Bodies of one workspace that may wait for their turn in memory. */
const LARGE_WAITING = 20;

export interface McpRoutePorts {
  /** Who calls; null for nobody and for bad credentials. */
  identify(request: IncomingMessage): Promise<Caller | null>;
  directory: ServerDirectory;
  runner: DirectRunner;
  streams: OpenStreams;
  /** Whether this address, or this caller, asks too often. */
  limits: {
    ofAddress(address: string): Promise<AppError | null>;
    refusal(asker: { id: string; workspaceId: string }): Promise<AppError | null>;
  };
  /** Where a request comes from, behind the trusted proxies. */
  addressOf(request: IncomingMessage): string;
  /** Counts a run of the workspace’s day, or refuses it. */
  quota: { admit(workspaceId: string): Promise<AppError | null> };
}

/** A caller whose credentials are good. */
export interface Caller {
  /** Their principal in a workspace; null if they have no place in it. */
  at(workspaceSlug: string, traceId: string): Principal | null;
}

/** `/mcp/{workspaceSlug}/{workflowSlug}`, after the guards on Host and Origin. */
export async function serveMcp(
  ports: McpRoutePorts,
  request: IncomingMessage,
  response: ServerResponse,
  traceId: string,
): Promise<void> {
  const refuse = (error: Refusal): void => refuseWith(response, traceId, error);
  const shed = ports.runner.refusal();
  if (shed) return refuse(fromAppError(shed));
  if (isTooLarge(request)) return refuse(tooLarge);
  const flooding = await ports.limits.ofAddress(ports.addressOf(request));
  if (flooding) return refuse(fromAppError(flooding));
  const caller = await ports.identify(request);
  if (!caller) return refuse(request.headers.authorization === undefined ? noCredentials : badCredentials);
  const found = await findServer(ports, caller, request, traceId);
  if ('refusal' in found) return refuse(found.refusal);
  const { server, principal } = found;
  const tooMany = await ports.limits.refusal({
    id: principal.apiKey?.id ?? principal.userId,
    workspaceId: principal.workspaceId,
  });
  if (tooMany) return refuse(fromAppError(tooMany));
  const parsed = await readMessage(request, principal.workspaceId);
  if (parsed && !parsed.ok) return refuse(parsed.refusal);
  const body = parsed?.value;
  const call = isJsonObject(body) && RUNS.has(body['method']);
  if (call) {
    if (!mayCall(principal, server.record.workflowId)) return refuse(mayNotCall);
    const busy = ports.runner.refusal(principal.workspaceId);
    if (busy) return refuse(fromAppError(busy));
    const spent = await ports.quota.admit(principal.workspaceId);
    if (spent) return refuse(fromAppError(spent));
  }
  if (!server.live) return refuse(stopped);
  if (!call) ports.streams.watch(response, { request, principal, workflowId: server.record.workflowId });
  await server.endpoint.handle({
    request,
    response,
    body,
    caller: { version: server.live.served, principal, traceId },
  });
}

async function findServer(
  ports: McpRoutePorts,
  caller: Caller,
  request: IncomingMessage,
  traceId: string,
): Promise<{ server: LiveServer; principal: Principal } | { refusal: Refusal }> {
  const match = PATH.exec(pathOf(request));
  if (!match) return { refusal: notFound };
  const [, workspaceSlug = '', workflowSlug = ''] = match;
  const principal = caller.at(workspaceSlug, traceId);
  if (!principal) return { refusal: notFound };
  const known = ports.directory.find(workspaceSlug, workflowSlug);
  const server = known instanceof Promise ? await known : known;
  if (!server || server.record.workspaceId !== principal.workspaceId) return { refusal: notFound };
  if (!mayList(principal, server.record.workflowId)) return { refusal: mayNotUse };
  return { server, principal };
}

type Message = { ok: true; value: JsonValue } | { ok: false; refusal: Refusal };

/** The one JSON-RPC message of a POST; null for methods without a body. */
async function readMessage(request: IncomingMessage, workspaceId: string): Promise<Message | null> {
  if (request.method !== 'POST') return null;
  const body = await readBody(request, limits.inputBytes);
  if (!body.ok) return { ok: false, refusal: body.reason === 'too_large' ? tooLarge : notText };
  if (body.text.length > LARGE_BODY) {
    if (processTurns.waiting(workspaceId) >= LARGE_WAITING) return { ok: false, refusal: tooManyLarge };
    await processTurns.turn(workspaceId);
    processTurns.spent(workspaceId, body.text.length / LETTERS_A_MS);
  }
  const parsed = parseStrictJson(body.text, BODY_DEPTH);
  if (!parsed.ok) return { ok: false, refusal: fromStrictJson(parsed) };
  if (Array.isArray(parsed.value)) return { ok: false, refusal: batch };
  return { ok: true, value: parsed.value };
}

function isTooLarge(request: IncomingMessage): boolean {
  return Number(request.headers['content-length'] ?? 0) > limits.inputBytes;
}

interface Refusal {
  status: number;
  code: number;
  message: string;
  headers?: Readonly<Record<string, string>>;
}

const noCredentials: Refusal = {
  status: 401,
  code: -32600,
  message: 'Send an API key as "Authorization: Bearer tw_..."',
  headers: { 'www-authenticate': 'Bearer' },
};
const badCredentials: Refusal = {
  ...noCredentials,
  message: 'This key or token is not valid (any more)',
  headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
};
const notFound: Refusal = { status: 404, code: -32600, message: 'There is no MCP server at this address' };
const stopped: Refusal = {
  status: 404,
  code: -32600,
  message: 'This MCP server is stopped. Start its deployment again to use it',
};
const mayNotUse: Refusal = { status: 403, code: -32600, message: 'This key may not use this server' };
const mayNotCall: Refusal = {
  status: 403,
  code: -32600,
  message: 'This key or role may list what the server has, but not call it',
};
const batch: Refusal = {
  status: 400,
  code: -32600,
  message: 'JSON-RPC batches are not supported (MCP removed them in revision 2025-06-18): send one message a request',
};
const notText: Refusal = { status: 400, code: -32700, message: 'The body is not valid UTF-8' };
const tooManyLarge: Refusal = {
  status: 429,
  code: -32600,
  message: 'Too many large requests of this workspace at once; send them one after another',
  headers: { 'retry-after': '1' },
};
/** Nothing more is read from such a connection. */
const tooLarge: Refusal = {
  status: 413,
  code: -32600,
  message: `The body is larger than ${limits.inputBytes} bytes`,
  headers: { connection: 'close' },
};

function fromStrictJson(parsed: Extract<StrictJson, { ok: false }>): Refusal {
  return { status: 400, code: parsed.reason === 'malformed' ? -32700 : -32600, message: parsed.message };
}

function fromAppError(error: AppError): Refusal {
  const { mcp } = errorCodes[error.code];
  return {
    status: error.status,
    code: typeof mcp === 'number' ? mcp : -32603,
    message: error.publicMessage,
    ...(error.retryAfterMs !== undefined && {
      headers: { 'retry-after': String(Math.ceil(error.retryAfterMs / 1000)) },
    }),
  };
}

function refuseWith(response: ServerResponse, traceId: string, refusal: Refusal): void {
  replyRpcError(response, refusal, { 'x-trace-id': traceId, ...refusal.headers });
}
