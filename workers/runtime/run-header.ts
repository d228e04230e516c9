import type { RunCaller } from '#lib/contracts/run-caller.ts';
import type { TriggerKind } from '#lib/contracts/execution.ts';
import type { CallingClient } from '#lib/contracts/calling-client.ts';
import type { RunHeader } from '#lib/runner/ports.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { LoadedVersion } from './version-cache.ts';

interface Start {
  id: string;
  workspaceId: string;
  trigger: TriggerKind;
  triggerKey: string;
  traceId: string;
  parentExecutionId: string | null;
  /** For whom the run acts. */
  actorId: string | null;
  /** The MCP client that called. */
  client?: CallingClient;
  /** Who called. */
  caller?: RunCaller;
  /** Validated. */
  input: JsonValue;
  /** ms. */
  now: number;
}

/** What is known of a direct run when it starts. */
export function runHeader({ version }: LoadedVersion, start: Start): RunHeader {
  return {
    id: start.id,
    workspaceId: start.workspaceId,
    workflowId: version.workflowId,
    versionId: version.id,
    versionNumber: version.number,
    mode: 'direct',
    trigger: start.trigger,
    triggerKey: start.triggerKey,
    traceId: start.traceId,
    parentExecutionId: start.parentExecutionId,
    actorId: start.actorId,
    ...(start.client && { client: start.client }),
    ...(start.caller && { caller: start.caller }),
    createdAt: start.now,
    startedAt: start.now,
    input: start.input,
    saveData: version.definition.settings.saveData,
  };
}
