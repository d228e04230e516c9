import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '#lib/contracts/limits.ts';
import { compileForm, type CompiledForm } from '#lib/runner/forms.ts';
import type { KnownEnd, Listener, LiveWebhook } from '#lib/services/webhooks/webhook-source.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import type { HookDirectory } from '../hooks/hook-directory.ts';
import { enqueueRun, runHeld, type StartPorts } from '../hooks/start-run.ts';
import type { LoadedVersion, VersionCache } from '../version-cache.ts';

const LOOK_MS = 500;

export interface OpenFormPorts extends StartPorts {
  hooks: HookDirectory;
  versions: VersionCache;
  limits: { refusal(asker: { id: string; workspaceId: string }): Promise<AppError | null> };
  quota: { admit(workspaceId: string): Promise<AppError | null> };
}

export interface FormAddress {
  workspaceSlug: string;
  path: string;
  /** Of a draft that somebody in the editor tries. */
  test: boolean;
}

/** What became of a filled-in form. `goesOn`: it is being worked on; `test`: the editor has it. */
export type Handed = { kind: 'accepted' | 'goesOn' | 'test' } | { kind: 'ended'; executionId: string; end: KnownEnd };

/** A filled-in form whose fields fit. */
interface Handing {
  input: JsonObject;
  sheetId: string;
  traceId: string;
  /** Whether nobody waits for the answer any more. */
  isGone(): boolean;
}

/** The form that is open at an address. */
export interface OpenForm extends Pick<CompiledForm, 'config' | 'validateInput'> {
  workspaceId: string;
  workspaceName: string;
  /** Identifies it on its sheets. */
  id: string;
  isTest: boolean;
  /** Starts the run, once for each sheet. @throws {AppError} */
  hand(handing: Handing): Promise<Handed>;
}

/** Null: no form is open there. */
export async function findOpenForm(
  ports: OpenFormPorts,
  { workspaceSlug, path, test }: FormAddress,
): Promise<OpenForm | null> {
  const address = { kind: 'form', workspaceSlug, path, method: 'POST' } as const;
  if (test) {
    const listener = await ports.webhooks.findListener(address);
    return listener && triedForm(ports, listener);
  }
  const hook = await ports.hooks.find(address);
  if (!hook) return null;
  const loaded = await ports.versions.get(hook.workspaceId, hook.versionId);
  const form = loaded.workflow.forms.find(({ key }) => key === hook.triggerKey);
  return form ? liveForm(ports, hook, loaded, form) : null;
}

function triedForm(ports: OpenFormPorts, listener: Listener): OpenForm {
  const { id, workspaceId, workspaceName, config } = listener;
  return {
    ...compileForm(config),
    workspaceId,
    workspaceName,
    id: `test ${id}`,
    isTest: true,
    hand: async ({ input }) => {
      if (await ports.webhooks.give(listener, input)) return { kind: 'test' };
      throw new AppError('not_found', 'Nobody waits for this form');
    },
  };
}

function liveForm(ports: OpenFormPorts, hook: LiveWebhook, loaded: LoadedVersion, form: CompiledForm): OpenForm {
  const { workspaceId, workspaceName, workflowId, triggerKey } = hook;
  const id = `${workflowId} ${triggerKey}`;
  return {
    config: form.config,
    validateInput: (value) => form.validateInput(value),
    workspaceId,
    workspaceName,
    id,
    isTest: false,
    hand: async ({ input, sheetId, traceId, isGone }) => {
      refuse(await ports.limits.refusal({ id: `form ${id}`, workspaceId }));
      refuse(ports.runner.refusal(workspaceId));
      refuse(await ports.quota.admit(workspaceId));
      const executionId = newId(ports.now());
      const sheet = createHash('sha256').update(`form ${sheetId}`).digest();
      const delivery = { workspaceId, workflowId, triggerKey, executionId, delivery: sheet };
      const accepted = { trigger: 'form', hook, loaded, input, delivery, executionId, traceId } as const;
      if (form.config.respond !== 'whenFinished') {
        await enqueueRun(ports, accepted);
        return { kind: 'accepted' };
      }
      const outcome = await runHeld(ports, accepted);
      if (outcome === 'goesOn') return { kind: 'goesOn' };
      if (outcome === 'duplicate') return endOfFirst(ports, delivery, isGone);
      return { kind: 'ended', executionId, end: outcome.ended };
    },
  };
}

/** A page that was sent twice shows what the first sending led to. */
async function endOfFirst(
  ports: OpenFormPorts,
  delivery: Parameters<OpenFormPorts['webhooks']['endOf']>[0],
  isGone: () => boolean,
): Promise<Handed> {
  const until = performance.now() + limits.syncHoldMs;
  for (;;) {
    const first = await ports.webhooks.endOf(delivery);
    if (first?.end) return { kind: 'ended', executionId: first.executionId, end: first.end };
    if (!first || isGone() || performance.now() > until) return { kind: 'goesOn' };
    await sleep(LOOK_MS);
  }
}

function refuse(refusal: AppError | null): void {
  if (refusal) throw refusal;
}
