import type { IncomingHttpHeaders } from 'node:http';
import { LRUCache } from 'lru-cache';
import {
  CLIENT_CAPABILITIES_META_KEY,
  LOG_LEVEL_META_KEY,
  classifyInboundRequest,
  isJsonContentType,
} from '@modelcontextprotocol/server';
import type { CallingClient, ClientLogLevel } from '#lib/contracts/calling-client.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#lib/shared/json.ts';
import { callTool, type CallerContext } from './call-tool.ts';
import { clientOf } from './declared-client.ts';
import { silenceOf } from './call-times.ts';
import { errorMessage, resultMessage, type ErrorMessage, type ResultMessage } from './direct-answer.ts';
import { refusalOf } from './mcp-fault.ts';
import { MODERN_VERSION, type ProtocolServerPorts } from './protocol-server.ts';
import type { Reply } from './reply.ts';
import { declaresTasks } from './tasks/task-wire.ts';

const RESERVED = 'io.modelcontextprotocol/';
const ENVELOPE_KEYS = ['protocolVersion', 'clientInfo', 'clientCapabilities', 'logLevel'].map(
  (name) => RESERVED + name,
);
const BODY_KEYS: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params']);
const PARAMS_KEYS: ReadonlySet<string> = new Set(['name', 'arguments', '_meta']);

/** A client sends the same envelope with every call: those that the SDK has found valid, as text. */
const goodEnvelopes = new LRUCache<string, DeclaredClient>({ max: 1_000 });
const MAX_ENVELOPE_LETTERS = 2_000;

/** What an envelope says of its client. */
export interface DeclaredClient {
  /** It knows tasks. */
  tasks: boolean;
  /** What runs may ask and tell it. */
  client: CallingClient;
}

/** A 2026-07-28 `tools/call` that is right in every header and in its envelope. */
export interface DirectCall {
  id: string | number;
  name: string;
  arguments: JsonObject | undefined;
  progressToken: string | number | undefined;
  client: DeclaredClient;
}

/**
 * The call, if a request may take the direct leg: a 2026-07-28 `tools/call` with every required header present and equal
 * to the body, and an envelope that the SDK finds valid. `null` means "not plainly right": the SDK's own entry answers
 * it, be it with a result or with the error that the protocol asks for.
 */
export function asDirectCall(headers: IncomingHttpHeaders, body: JsonValue): DirectCall | null {
  if (headers['mcp-protocol-version'] !== MODERN_VERSION || headers['mcp-method'] !== 'tools/call') return null;
  if (!isJsonContentType(headers['content-type'] ?? null)) return null;
  if (!isJsonObject(body) || body['method'] !== 'tools/call' || body['jsonrpc'] !== '2.0') return null;
  const { id, params } = body;
  if (!isToken(id) || !isJsonObject(params) || !hasOnly(body, BODY_KEYS) || !hasOnly(params, PARAMS_KEYS)) return null;
  const { name, arguments: toolArguments, _meta: meta } = params;
  if (typeof name !== 'string' || headers['mcp-name'] !== name) return null;
  if (toolArguments !== undefined && !isJsonObject(toolArguments)) return null;
  const client = isJsonObject(meta) ? goodEnvelope(meta, body) : null;
  if (!isJsonObject(meta) || !client) return null;
  const { progressToken } = meta;
  if (progressToken !== undefined && !isToken(progressToken)) return null;
  return { id, name, arguments: toolArguments, progressToken, client };
}

/** Serves a direct call. `onDisconnect` registers what to do when the caller leaves before the answer. */
export async function serveDirectCall(
  ports: ProtocolServerPorts,
  caller: CallerContext,
  call: DirectCall,
  reply: Reply,
  onDisconnect: (leave: () => void) => void,
): Promise<void> {
  const gone = new AbortController();
  let finished = false;
  const silence = setTimeout(() => reply.stream(), silenceOf(ports.times));
  onDisconnect(() => {
    clearTimeout(silence);
    reply.abandon();
    if (!finished) gone.abort();
  });
  const answer = await answerOf(ports, caller, call, reply, gone.signal);
  if (gone.signal.aborted) return;
  finished = true;
  clearTimeout(silence);
  reply.finish(answer, 'error' in answer ? refusalOf(answer.error) : undefined);
}

async function answerOf(
  ports: ProtocolServerPorts,
  caller: CallerContext,
  { id, progressToken, client, ...call }: DirectCall,
  reply: Reply,
  signal: AbortSignal,
): Promise<ResultMessage | ErrorMessage> {
  try {
    const result = await callTool(ports, caller, {
      ...call,
      ...client,
      progressToken,
      signal,
      notifyProgress: (params) => reply.notify({ jsonrpc: '2.0', method: 'notifications/progress', params }),
      notifyMessage: (params) => reply.notify({ jsonrpc: '2.0', method: 'notifications/message', params }),
    });
    return resultMessage(id, result, caller.version.serverInfo);
  } catch (error) {
    return errorMessage(id, error, caller.traceId, ports.report);
  }
}

/** An id of JSON-RPC or of progress. */
function isToken(value: JsonValue | undefined): value is string | number {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

function hasOnly(object: JsonObject, keys: ReadonlySet<string>): boolean {
  for (const key in object) if (!keys.has(key)) return false;
  return true;
}

/**
 * What is not reserved may be anything; what is has to be the four members that the SDK has seen and found valid. Null for
 * every other envelope.
 */
function goodEnvelope(meta: JsonObject, body: JsonObject): DeclaredClient | null {
  if (meta[ENVELOPE_KEYS[0]!] !== MODERN_VERSION) return null;
  for (const key in meta) {
    if (key.startsWith(RESERVED) && !ENVELOPE_KEYS.includes(key))
      return isFoundValid(body) ? declaredClient(meta) : null;
  }
  const text = JSON.stringify(ENVELOPE_KEYS.map((key) => meta[key]));
  const known = goodEnvelopes.get(text);
  if (known) return known;
  if (!isFoundValid(body)) return null;
  const client = declaredClient(meta);
  if (text.length <= MAX_ENVELOPE_LETTERS) goodEnvelopes.set(text, client);
  return client;
}

function declaredClient(meta: JsonObject): DeclaredClient {
  const capabilities = meta[CLIENT_CAPABILITIES_META_KEY];
  const logLevel = (meta[LOG_LEVEL_META_KEY] ?? null) as ClientLogLevel | null;
  return { tasks: declaresTasks(capabilities), client: clientOf(capabilities, logLevel) };
}

function isFoundValid(body: JsonObject): boolean {
  const route = classifyInboundRequest({
    httpMethod: 'POST',
    protocolVersionHeader: MODERN_VERSION,
    mcpMethodHeader: 'tools/call',
    body,
  });
  return route.kind === 'modern' && route.messageKind === 'request' && route.classification.revision === MODERN_VERSION;
}
