import { runCallerSchema } from '#lib/contracts/run-caller.ts';
import type { ClaimedExecution } from '#lib/db/executions.ts';
import type { RunHeader } from '#lib/runner/ports.ts';
import type { StoredVersion } from '#lib/services/serving/server-source.ts';
import type { Continuation } from './continuation.ts';

/** What is known of a run that a worker has taken. */
export function headerOf(
  claimed: ClaimedExecution,
  version: StoredVersion,
  { input, client }: Pick<Continuation, 'input' | 'client'>,
): RunHeader {
  return {
    id: claimed.id,
    workspaceId: claimed.workspaceId,
    workflowId: claimed.workflowId,
    versionId: claimed.versionId,
    versionNumber: version.number,
    mode: 'queued',
    trigger: claimed.trigger,
    triggerKey: claimed.triggerKey,
    traceId: claimed.traceId,
    parentExecutionId: claimed.parentExecutionId,
    ...(claimed.rootExecutionId !== null && { rootExecutionId: claimed.rootExecutionId }),
    hops: claimed.hops,
    actorId: claimed.actorId,
    ...(client && { client }),
    ...(claimed.caller !== null && { caller: runCallerSchema.parse(JSON.parse(claimed.caller)) }),
    createdAt: claimed.createdAt.getTime(),
    startedAt: claimed.startedAt.getTime(),
    input,
    saveData: version.definition.settings.saveData,
    ...(claimed.hasHistory === false && { untouched: true }),
  };
}
