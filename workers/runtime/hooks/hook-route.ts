import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '#lib/contracts/limits.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import { hookInput } from '#lib/services/webhooks/hook-input.ts';
import { verifyCaller, type CallerCheck, type HookCall } from '#lib/services/webhooks/verify-caller.ts';
import type { Delivery, LiveWebhook, WebhookSource } from '#lib/services/webhooks/webhook-source.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import { parseStrictJson } from '#lib/mcp/strict-json.ts';
import type { DirectRunner } from '../direct-runner.ts';
import { pathOf } from '../http-server.ts';
import { readBytes } from '../read-body.ts';
import { runHeader } from '../run-header.ts';
import type { LoadedVersion, VersionCache } from '../version-cache.ts';
import { checkOf, type CredentialsOf } from './caller-check.ts';
import type { HookDirectory } from './hook-directory.ts';
import { replyAccepted, replyDuplicate, replyEnd, replyRefusal } from './hook-reply.ts';

const PATH = /^\/hooks\/([a-z0-9-]{1,63})\/([A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*)$/;
const MAX_PATH_CHARS = 300;
/** How long a caller who waits for the end is held; then the run goes on without them. */
const HELD_MS = limits.syncHoldMs;

export interface HookRoutePorts {
  hooks: HookDirectory;
  webhooks: WebhookSource;
  versions: VersionCache;
  runner: DirectRunner;
  credentials: CredentialsOf;
  limits: {
    ofAddress(address: string): Promise<AppError | null>;
    refusal(asker: { id: string; workspaceId: string }): Promise<AppError | null>;
  };
  addressOf(request: IncomingMessage): string;
  quota: { admit(workspaceId: string): Promise<AppError | null> };
  now(): number;
  onError(error: unknown, traceId: string): void;
}

/** A call that was let through. */
interface Accepted {
  hook: LiveWebhook;
  loaded: LoadedVersion;
  input: JsonObject;
  delivery: Delivery | null;
  executionId: string;
  traceId: string;
}

/** `/hooks/{workspaceSlug}/{path}`, after the guards on Host and Origin. Throws what is not an `AppError`. */
export async function serveHook(
  ports: HookRoutePorts,
  request: IncomingMessage,
  response: ServerResponse,
  traceId: string,
): Promise<void> {
  try {
    const accepted = await accept(ports, request, traceId);
    const config = configOf(accepted);
    if (config['respond'] === 'whenFinished') await runHeld(ports, accepted, response);
    else await enqueue(ports, accepted, response);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    replyRefusal(response, error, traceId);
  }
}

/** Everything that must hold before a run starts, the cheapest first. */
async function accept(ports: HookRoutePorts, request: IncomingMessage, traceId: string): Promise<Accepted> {
  refuse(ports.runner.refusal());
  refuse(await ports.limits.ofAddress(ports.addressOf(request)));
  const { hook, path } = await findHook(ports, request);
  const { workspaceId, workflowId, triggerKey } = hook;
  refuse(await ports.limits.refusal({ id: `hook ${workflowId} ${triggerKey}`, workspaceId }));
  const loaded = await ports.versions.get(workspaceId, hook.versionId);
  const call = await readCall(request, ports.now());
  const check = await checkOf(configOf({ hook, loaded }), hook, ports.credentials);
  const verified = verifyCaller(check, call);
  if (!verified.ok) throw new AppError('unauthenticated', 'The caller did not prove who they are');
  refuse(ports.runner.refusal(workspaceId));
  const input = inputOf(request, path, call, check);
  refuse(await ports.quota.admit(workspaceId));
  const executionId = newId(ports.now());
  const delivery =
    verified.delivery === null ? null : { ...named(hook), executionId, delivery: hash(verified.delivery) };
  return { hook, loaded, input, delivery, executionId, traceId };
}

function refuse(refusal: AppError | null): void {
  if (refusal) throw refusal;
}

async function findHook(ports: HookRoutePorts, request: IncomingMessage): Promise<{ hook: LiveWebhook; path: string }> {
  const fullPath = pathOf(request);
  const match = fullPath.length <= MAX_PATH_CHARS ? PATH.exec(fullPath) : null;
  const [, workspaceSlug = '', path = ''] = match ?? [];
  const known = match && ports.hooks.find({ workspaceSlug, path, method: request.method ?? '' });
  const hook = known instanceof Promise ? await known : known;
  if (!hook) throw new AppError('not_found', 'There is no webhook at this address');
  return { hook, path };
}

async function readCall(request: IncomingMessage, nowMs: number): Promise<HookCall> {
  const body = await readBytes(request, limits.inputBytes);
  if (!body.ok) {
    throw body.reason === 'too_large'
      ? new AppError('too_large', `The body is larger than ${limits.inputBytes} bytes`)
      : new AppError('malformed', 'The body broke off');
  }
  const url = request.url ?? '';
  const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
  // Node joins repeated headers with commas; the few that it gives as lists have no place in a run.
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([, value]) => typeof value === 'string'));
  return { headers: headers as HookCall['headers'], query, body: body.bytes, nowMs };
}

function inputOf(request: IncomingMessage, path: string, call: HookCall, check: CallerCheck): JsonObject {
  const parseJson = (text: string, maxDepth: number) => {
    const parsed = parseStrictJson(text, maxDepth);
    if (!parsed.ok) throw new AppError('malformed', parsed.message);
    return parsed.value;
  };
  return hookInput({ ...call, method: request.method ?? '', path, parseJson }, check);
}

/** For a worker; the answer is the run's id. */
async function enqueue(ports: HookRoutePorts, accepted: Accepted, response: ServerResponse): Promise<void> {
  const { hook, input, delivery, executionId, traceId } = accepted;
  const { deployedById: actorId, ...whose } = hook;
  const run = { ...whose, executionId, trigger: 'webhook' as const, input, traceId, actorId };
  if (await ports.webhooks.enqueue(run, delivery)) replyAccepted(response, executionId);
  else replyDuplicate(response);
}

/** In this process; the answer is what the run returns. It goes on when the caller leaves. */
async function runHeld(ports: HookRoutePorts, accepted: Accepted, response: ServerResponse): Promise<void> {
  const { hook, loaded, input, delivery, executionId, traceId } = accepted;
  if (delivery && !(await ports.webhooks.take(delivery))) return replyDuplicate(response);
  const header = runHeader(loaded, {
    id: executionId,
    workspaceId: hook.workspaceId,
    trigger: 'webhook',
    triggerKey: hook.triggerKey,
    traceId,
    parentExecutionId: null,
    actorId: hook.deployedById,
    input,
    now: ports.now(),
  });
  const end = ports.runner.run({ loaded, header }).catch(async (error: unknown) => {
    if (delivery) await ports.webhooks.forget(delivery).catch((cause: unknown) => ports.onError(cause, traceId));
    throw error;
  });
  const held = await withinHold(end, (error) => ports.onError(error, traceId));
  if (held === null) replyAccepted(response, executionId);
  else replyEnd(response, executionId, held);
}

/** The end of the run, or null if it takes longer than a caller is held; then errors go to `onError`. */
async function withinHold(end: Promise<RunEnd>, onError: (error: unknown) => void): Promise<RunEnd | null> {
  const { promise: timeout, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => {
    end.catch(onError);
    resolve(null);
  }, HELD_MS);
  try {
    return await Promise.race([end, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

const named = ({ workspaceId, workflowId, triggerKey }: LiveWebhook) => ({ workspaceId, workflowId, triggerKey });
const hash = (text: string): Uint8Array => createHash('sha256').update(text).digest();

/** The trigger's config in the version that is live. */
function configOf({ hook, loaded }: Pick<Accepted, 'hook' | 'loaded'>): Readonly<Record<string, unknown>> {
  return loaded.workflow.definition.nodes.find(({ key }) => key === hook.triggerKey)?.config ?? {};
}
