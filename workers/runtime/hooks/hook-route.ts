import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { verifyCaller } from '#lib/services/webhooks/verify-caller.ts';
import type { HookAddress, LiveWebhook } from '#lib/services/webhooks/webhook-source.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import type { VersionCache } from '../version-cache.ts';
import { checkOf, type CredentialsOf } from './caller-check.ts';
import { addressIn, inputOf, readCall } from './hook-call.ts';
import type { HookDirectory } from './hook-directory.ts';
import { replyAccepted, replyDuplicate, replyEnd, replyRefusal } from './hook-reply.ts';
import { serveListener } from './listener-route.ts';
import { configOf, enqueueRun, runHeld, type Accepted, type StartPorts } from './start-run.ts';

export interface HookRoutePorts extends StartPorts {
  hooks: HookDirectory;
  versions: VersionCache;
  credentials: CredentialsOf;
  limits: {
    ofAddress(address: string): Promise<AppError | null>;
    refusal(asker: { id: string; workspaceId: string }): Promise<AppError | null>;
  };
  addressOf(request: IncomingMessage): string;
  quota: { admit(workspaceId: string): Promise<AppError | null> };
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
    if (config['respond'] === 'whenFinished') await answerHeld(ports, accepted, response);
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
  return { trigger: 'webhook', hook, loaded, input, delivery, executionId, traceId };
}

function refuse(refusal: AppError | null): void {
  if (refusal) throw refusal;
}

/** For a worker; the answer is the run's id. */
async function enqueue(ports: HookRoutePorts, accepted: Accepted, response: ServerResponse): Promise<void> {
  if (await enqueueRun(ports, accepted)) replyAccepted(response, accepted.executionId);
  else replyDuplicate(response);
}

/** In this process; the answer is what the run returns. */
async function answerHeld(ports: HookRoutePorts, accepted: Accepted, response: ServerResponse): Promise<void> {
  const outcome = await runHeld(ports, accepted);
  if (outcome === 'duplicate') replyDuplicate(response);
  else if (outcome === 'goesOn') replyAccepted(response, accepted.executionId);
  else replyEnd(response, accepted.executionId, outcome.ended);
}

const named = ({ workspaceId, workflowId, triggerKey }: LiveWebhook) => ({ workspaceId, workflowId, triggerKey });
const hash = (text: string): Uint8Array => createHash('sha256').update(text).digest();
