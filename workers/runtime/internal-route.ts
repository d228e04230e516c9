import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Replay } from '#lib/contracts/api/replay.ts';
import {
  internalExecuteNodeSchema,
  internalExecuteSchema,
  internalPaths,
  internalReplaySchema,
} from '#lib/contracts/internal-calls.ts';
import { limits } from '#lib/contracts/limits.ts';
import { replyJson } from '#lib/mcp/reply.ts';
import { executeNode } from '#lib/runner/execute-node.ts';
import type { RunEnd, RunnerPorts, StepRecord } from '#lib/runner/ports.ts';
import { runReplay, type ReplayPorts } from '#lib/services/replay/run-replay.ts';
import { AppError, isAppError } from '#lib/shared/app-error.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { DirectRunner } from './direct-runner.ts';
import { readBody } from './read-body.ts';
import { runHeader } from './run-header.ts';
import type { VersionCache } from './version-cache.ts';
import { withinHold } from './within-hold.ts';

/** An internal call may carry an input and every upstream output. */
const MAX_BODY_BYTES = limits.runBytes;

export interface InternalRoutePorts {
  secret: string;
  versions: VersionCache;
  runner: DirectRunner;
  runnerPorts: RunnerPorts;
  replays: ReplayPorts;
  /** Whether an error says that the database does not answer now. */
  isOutage(error: unknown): boolean;
  onError(error: unknown): void;
}

/** Whether the call carries the secret that our processes share. Compared in constant time. */
export function isInternalCall(secret: string, request: IncomingMessage): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Serves `/internal/*`; never throws. False if the path is none of them. */
export async function serveInternal(
  ports: InternalRoutePorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const handle = handlers.get(request.url ?? '');
  if (!handle) return false;
  try {
    if (!isInternalCall(ports.secret, request)) throw new AppError('unauthenticated', 'Not an internal call');
    if (request.method !== 'POST') throw new AppError('method_not_allowed', 'Use POST');
    if (ports.runner.draining) return replyStopping(response);
    const answer = await handle(ports, await readJson(request));
    replyJson(response, 200, JSON.stringify(answer));
  } catch (error) {
    if (!isAppError(error)) ports.onError(error);
    const known = isAppError(error) ? error : unexpected(ports, error);
    const { code, publicMessage: message, params, retryAfterMs, errors } = known;
    replyJson(response, known.status, JSON.stringify({ error: { code, message, params, retryAfterMs, errors } }));
  }
  return true;
}

/** Before anything of the call was begun, so that the caller may ask another runtime. */
function replyStopping(response: ServerResponse): true {
  const error = { code: 'unavailable', message: 'This process is stopping', retryAfterMs: 1_000, notAccepted: true };
  replyJson(response, 503, JSON.stringify({ error }));
  return true;
}

function unexpected(ports: InternalRoutePorts, cause: unknown): AppError {
  if (!ports.isOutage(cause)) return new AppError('internal', 'The runtime failed', { cause });
  return new AppError('unavailable', 'The database does not answer right now; try again', {
    retryAfterMs: 1_000,
    cause,
  });
}

type ExecuteAnswer = { ended: true; end: RunEnd } | { ended: false };

async function execute(ports: InternalRoutePorts, body: unknown): Promise<ExecuteAnswer> {
  const call = parse(internalExecuteSchema, body);
  const loaded = await ports.versions.get(call.workspaceId, call.versionId);
  const header = runHeader(loaded, {
    id: call.executionId,
    workspaceId: call.workspaceId,
    trigger: call.trigger,
    triggerKey: call.triggerKey,
    traceId: call.traceId,
    parentExecutionId: call.parentExecutionId,
    actorId: call.actorId,
    input: call.input as JsonValue,
    now: ports.runnerPorts.clock.now(),
  });
  const run = ports.runner.run({ loaded, header });
  const end = await withinHold(run, ports.onError);
  return end === null ? { ended: false } : { ended: true, end };
}

async function tryNode(ports: InternalRoutePorts, body: unknown): Promise<{ step: StepRecord }> {
  const call = parse(internalExecuteNodeSchema, body);
  const { workflow } = await ports.versions.get(call.workspaceId, call.versionId);
  if (!workflow.plan.indexOfId.has(call.nodeId)) throw new AppError('not_found', 'There is no such node');
  const step = await executeNode(ports.runnerPorts, {
    workflow,
    nodeId: call.nodeId,
    input: call.input as JsonValue,
    steps: call.steps,
    ...(call.loops && { loops: call.loops }),
    workspaceId: call.workspaceId,
    executionId: call.executionId,
    workflowId: call.workflowId,
    actorId: call.actorId,
  });
  return { step };
}

async function replay(ports: InternalRoutePorts, body: unknown): Promise<Replay> {
  const { workspaceId, executionId, versionId } = parse(internalReplaySchema, body);
  return runReplay(ports.replays, { workspaceId, executionId }, await ports.versions.get(workspaceId, versionId));
}

type Handle = (ports: InternalRoutePorts, body: unknown) => Promise<unknown>;
const handlers = new Map<string, Handle>([
  [internalPaths.execute, execute],
  [internalPaths.executeNode, tryNode],
  [internalPaths.replay, replay],
]);

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (!body.ok) throw new AppError(body.reason === 'too_large' ? 'too_large' : 'malformed', 'The body cannot be read');
  try {
    return JSON.parse(body.text) as unknown;
  } catch {
    throw new AppError('malformed', 'The body is not JSON');
  }
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new AppError('malformed', z.prettifyError(parsed.error));
  return parsed.data;
}
