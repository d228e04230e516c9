import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '#lib/contracts/limits.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { narrowedFor } from '#lib/mcp/narrowed-version.ts';
import { namedSession } from '#lib/mcp/sessions/session-caller.ts';
import { parseStrictJson } from '#lib/mcp/strict-json.ts';
import { processTurns } from '#lib/runner/turns.ts';
import { isJsonObject, type JsonValue } from '#lib/shared/json.ts';
import { isAppError, type AppError } from '#lib/shared/app-error.ts';
import { mayCall, mayList } from './access.ts';
import { anonymousAt } from './anonymous.ts';
import type { CallGate } from './call-limits.ts';
import type { DirectRunner } from './direct-runner.ts';
import * as refusals from './mcp-refusals.ts';
import { fromAppError, refuseWith, type Refusal } from './mcp-refusals.ts';
import type { OpenStreams } from './open-streams.ts';
import { pathOf } from './http-server.ts';
import { readBody } from './read-body.ts';
import type { LiveServer, ServerDirectory } from './server-directory.ts';
import type { SessionRoutes } from './session-routing.ts';

const PATH = /^\/mcp\/([a-z0-9-]{1,63})\/([a-z0-9-]{1,63})\/?$/;
/** `params.arguments.VALUE`: the three levels around a value that may itself be as deep as the limit. */
const BODY_DEPTH = limits.valueDepth + 3;

/** What starts a run. */
const RUNS: ReadonlySet<unknown> = new Set(['tools/call', 'prompts/get', 'resources/read']);
/** What asks for a run that was started: for those who may call, but no call. */
const ASKS_FOR_RUNS: ReadonlySet<unknown> = new Set(['tasks/get', 'tasks/update', 'tasks/cancel']);

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
  /** A refusal for want of credentials, with where to get them if the server that was asked takes sign-ins. */
  challenged(request: IncomingMessage, refusal: Refusal, principal?: Principal): Promise<Refusal>;
  runner: DirectRunner;
  streams: OpenStreams;
  /** Whether this address, or this caller, asks too often. */
  limits: {
    ofAddress(address: string): Promise<AppError | null>;
    refusal(asker: { id: string; workspaceId: string }): Promise<AppError | null>;
  };
  /** Where a request comes from, behind the trusted proxies. */
  addressOf(request: IncomingMessage): string;
  sessions: SessionRoutes;
  /** The limits that servers and keys have of their own. */
  gate: CallGate;
  /** Hears of each call that a key makes. */
  called(keyId: string): void;
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
  const shed = ports.runner.refusal();
  if (shed) return refuseWith(response, traceId, fromAppError(shed));
  if (isTooLarge(request)) return refuseWith(response, traceId, refusals.tooLarge(limits.inputBytes));
  const flooding = await ports.limits.ofAddress(ports.addressOf(request));
  if (flooding) return refuseWith(response, traceId, fromAppError(flooding));
  const caller = await ports.identify(request);
  const found = caller ? await findServer(ports, caller, request, traceId) : await findPublic(ports, request, traceId);
  if ('refusal' in found) return refuseWith(response, traceId, await ports.challenged(request, found.refusal));
  const { principal } = found;
  const refuse = (error: Refusal): void => refuseWith(response, principal.kind === 'anonymous' ? null : traceId, error);
  const tooMany = await ports.limits.refusal(askerOf(principal));
  if (tooMany) return refuse(fromAppError(tooMany));
  await serveFound(ports, { request, response, traceId }, found, refuse);
}

/** Whoever comes without credentials counts apart, so that they cannot use up what the workspace's own callers have. */
function askerOf({ kind, apiKey, userId, workspaceId }: Principal): { id: string; workspaceId: string } {
  if (kind === 'anonymous') return { id: userId, workspaceId: `public ${workspaceId}` };
  return { id: apiKey?.id ?? userId, workspaceId };
}

interface Found {
  server: LiveServer;
  principal: Principal;
}

async function serveFound(
  ports: McpRoutePorts,
  exchange: { request: IncomingMessage; response: ServerResponse; traceId: string },
  { server, principal }: Found,
  refuse: (refusal: Refusal) => void,
): Promise<void> {
  const { request, response, traceId } = exchange;
  const { record, endpoint } = server;
  const inSession = namedSession(request) !== undefined;
  if (inSession && (await isElsewhere(ports, exchange, { server, principal }))) return;
  const parsed = await readMessage(request, principal.workspaceId, ports.gate.bodyBytes(record, principal));
  if (parsed && !parsed.ok) return refuse(parsed.refusal);
  const body = parsed?.value;
  const call = isJsonObject(body) && RUNS.has(body['method']);
  if (call) {
    const refusal = await admit(ports, server, principal, response);
    if (refusal) return refuse(await ports.challenged(request, refusal, principal));
  }
  if (isJsonObject(body) && ASKS_FOR_RUNS.has(body['method']) && !mayCall(principal, record.id))
    return refuse(refusals.mayNotCall);
  const { live } = server;
  if (!live) return refuse(refusals.stopped);
  // Who has left meanwhile says so no second time: a run would go on for nobody.
  if (response.destroyed) return;
  // A call in a session may wait for its client's answers for long.
  const stream = { request, principal, serverId: record.id, slug: record.workflowSlug, call };
  if ((!call || inSession) && !ports.streams.watch(response, stream)) return refuse(refusals.tooManyOpen);
  const resultBytes = ports.gate.resultBytes(record, principal);
  await endpoint.handle({
    request,
    response,
    body,
    caller: {
      version: narrowedFor(live.served, principal.apiKey),
      principal,
      traceId,
      ...(resultBytes !== undefined && { resultBytes }),
    },
  });
}

/** Whether another process has the session that a request names: then it has got the request, too. */
async function isElsewhere(
  { sessions, addressOf }: McpRoutePorts,
  exchange: { request: IncomingMessage; response: ServerResponse; traceId: string },
  { server, principal }: Found,
): Promise<boolean> {
  if (!server.live) return false;
  const { workflowId } = server.live.served;
  return sessions.passOn({ ...exchange, principal, server: workflowId, address: addressOf(exchange.request) });
}

/** Counts a call that may be made; else says why not. What it takes up is given back with its response. */
async function admit(
  { runner, gate, quota, called }: McpRoutePorts,
  { record }: LiveServer,
  principal: Principal,
  response: ServerResponse,
): Promise<Refusal | null> {
  if (!mayCall(principal, record.id)) return refusals.mayNotCall;
  const busy = runner.refusal(principal.workspaceId);
  if (busy) return fromAppError(busy);
  const tooOften = gate.refusal(record, principal);
  const refused = tooOften && (await tooOften);
  if (refused) return fromAppError(refused);
  const spent = await quota.admit(principal.workspaceId);
  if (spent) return fromAppError(spent);
  const leave = gate.enter(record, principal);
  if (isAppError(leave)) return fromAppError(leave);
  if (leave && response.destroyed) leave();
  else if (leave) response.once('close', leave);
  if (principal.apiKey) called(principal.apiKey.id);
  return null;
}

type Finding = Found | { refusal: Refusal };

async function findServer(
  ports: McpRoutePorts,
  caller: Caller,
  request: IncomingMessage,
  traceId: string,
): Promise<Finding> {
  const match = PATH.exec(pathOf(request));
  if (!match) return { refusal: refusals.notFound };
  const [, workspaceSlug = '', workflowSlug = ''] = match;
  const principal = caller.at(workspaceSlug, traceId);
  if (!principal) return { refusal: refusals.notFound };
  const known = ports.directory.find(workspaceSlug, workflowSlug);
  const server = known instanceof Promise ? await known : known;
  if (!server || server.record.workspaceId !== principal.workspaceId) return { refusal: refusals.notFound };
  if (!mayList(principal, server.record.id)) return { refusal: refusals.mayNotUse };
  return { server, principal };
}

/** A public server, for somebody who shows nothing. Every other address looks the same to them, whatever is there. */
async function findPublic(ports: McpRoutePorts, request: IncomingMessage, traceId: string): Promise<Finding> {
  if (request.headers.authorization !== undefined) return { refusal: refusals.badCredentials };
  const match = PATH.exec(pathOf(request));
  if (!match) return { refusal: refusals.noCredentials };
  const [, workspaceSlug = '', workflowSlug = ''] = match;
  if ((await ports.directory.accessOf(workspaceSlug, workflowSlug)) !== 'public') {
    return { refusal: refusals.noCredentials };
  }
  const server = await ports.directory.find(workspaceSlug, workflowSlug);
  if (server?.record.access !== 'public') return { refusal: refusals.noCredentials };
  const { id, workspaceId } = server.record;
  const place = { serverId: id, workspaceId, workspaceSlug };
  return { server, principal: anonymousAt(place, ports.addressOf(request), traceId) };
}

type Message = { ok: true; value: JsonValue } | { ok: false; refusal: Refusal };

/** The one JSON-RPC message of a POST; null for methods without a body. */
async function readMessage(request: IncomingMessage, workspaceId: string, mostBytes: number): Promise<Message | null> {
  if (request.method !== 'POST') return null;
  const body = await readBody(request, mostBytes);
  if (!body.ok) {
    return { ok: false, refusal: body.reason === 'too_large' ? refusals.tooLarge(mostBytes) : refusals.notText };
  }
  if (body.text.length > LARGE_BODY) {
    if (processTurns.waiting(workspaceId) >= LARGE_WAITING) return { ok: false, refusal: refusals.tooManyLarge };
    await processTurns.turn(workspaceId);
    processTurns.spent(workspaceId, body.text.length / LETTERS_A_MS);
  }
  const parsed = parseStrictJson(body.text, BODY_DEPTH);
  if (!parsed.ok) return { ok: false, refusal: refusals.fromStrictJson(parsed) };
  if (Array.isArray(parsed.value)) return { ok: false, refusal: refusals.batch };
  return { ok: true, value: parsed.value };
}

function isTooLarge(request: IncomingMessage): boolean {
  return Number(request.headers['content-length'] ?? 0) > limits.inputBytes;
}
