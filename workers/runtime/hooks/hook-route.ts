import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '#lib/contracts/limits.ts';
import type { ParkedRun } from '#lib/runner/parking.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import { verifyCaller } from '#lib/services/webhooks/verify-caller.ts';
import type { Delivery, LiveWebhook, WebhookSource } from '#lib/services/webhooks/webhook-source.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import type { DirectRunner } from '../direct-runner.ts';
import { runHeader } from '../run-header.ts';
import type { LoadedVersion, VersionCache } from '../version-cache.ts';
import { checkOf, type CredentialsOf } from './caller-check.ts';
import { addressIn, inputOf, readCall } from './hook-call.ts';
import type { HookAddress, HookDirectory } from './hook-directory.ts';
import { replyAccepted, replyDuplicate, replyEnd, replyRefusal } from './hook-reply.ts';
import { serveListener } from './listener-route.ts';

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

/**
 * `/hooks/{workspaceSlug}/{path}` and its kin for tests, after the guards on Host and Origin. Throws what is not an
 * `AppError`.
 */
export async function serveHook(
  ports: HookRoutePorts,
  request: IncomingMessage,
  response: ServerResponse,
  traceId: string,
): Promise<void> {
  try {
    refuse(ports.runner.refusal());
    refuse(await ports.limits.ofAddress(ports.addressOf(request)));
    const address = addressIn(request);
    if (address?.test) return await serveListener(ports, address, request, response);
    const accepted = await accept(ports, address, request, traceId);
    const config = configOf(accepted);
    if (config['respond'] === 'whenFinished') await runHeld(ports, accepted, response);
    else await enqueue(ports, accepted, response);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    replyRefusal(response, error, traceId);
  }
}

/** Everything that must hold before a run starts, the cheapest first. */
async function accept(
  ports: HookRoutePorts,
  address: HookAddress | null,
  request: IncomingMessage,
  traceId: string,
): Promise<Accepted> {
  const hook = address && (await ports.hooks.find(address));
  if (!hook) throw new AppError('not_found', 'There is no webhook at this address');
  const { workspaceId, workflowId, triggerKey } = hook;
  refuse(await ports.limits.refusal({ id: `hook ${workflowId} ${triggerKey}`, workspaceId }));
  const loaded = await ports.versions.get(workspaceId, hook.versionId);
  const call = await readCall(request, ports.now());
  const check = await checkOf(configOf({ hook, loaded }), hook, ports.credentials);
  const verified = verifyCaller(check, call);
  if (!verified.ok) throw new AppError('unauthenticated', 'The caller did not prove who they are');
  refuse(ports.runner.refusal(workspaceId));
  const input = inputOf(address, call, check);
  refuse(await ports.quota.admit(workspaceId));
  const executionId = newId(ports.now());
  const delivery =
    verified.delivery === null ? null : { ...named(hook), executionId, delivery: hash(verified.delivery) };
  return { hook, loaded, input, delivery, executionId, traceId };
}

function refuse(refusal: AppError | null): void {
  if (refusal) throw refusal;
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

/** The end of the run, or null if it takes longer than a caller is held or waits elsewhere; then errors go to `onError`. */
async function withinHold(end: Promise<RunEnd | ParkedRun>, onError: (error: unknown) => void): Promise<RunEnd | null> {
  const { promise: timeout, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => {
    end.catch(onError);
    resolve(null);
  }, HELD_MS);
  try {
    return await Promise.race([end.then((run) => (run.status === 'waiting' ? null : run)), timeout]);
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
