import { updateFinished, type RunRef } from '#lib/db/execution-writes.ts';
import { takeIdle } from '#lib/db/parked-runs.ts';
import { insertStoredValues } from '#lib/db/stored-values.ts';
import { findVersionDefinition } from '#lib/db/version-definitions.ts';
import { workflowDefinitionSchema } from '#lib/contracts/definition.ts';
import { decodeJson } from '#lib/db/bytes.ts';
import type { RunEnd } from '#lib/runner/ports.ts';
import { stepsAtEnd } from '#lib/runner/waiting-steps.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { newId } from '#lib/shared/ids.ts';
import { headerOf } from './claimed-header.ts';
import { readContinuation, type Continuation } from './continuation.ts';
import { finishedRow } from './journal-rows.ts';
import { ringAll } from './ring.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'queue' | 'clock' | 'logger'>;

/** How a run ends that nobody executes. */
export type IdleEnd = Pick<RunEnd, 'status' | 'error'>;

/**
 * Ends a run that waits, for its turn or parked, as it lies: no worker is needed. Its waits die with it. False if somebody
 * has it, or it has ended.
 */
export async function settleIdle(
  deps: Deps,
  key: { workspaceId: string; id: string },
  ending: IdleEnd,
): Promise<boolean> {
  const owner = `settle-${newId()}`;
  const woken = await deps.db.rawTransaction(async (client): Promise<RunRef[] | null> => {
    const claimed = await takeIdle(client, { ...key, owner });
    if (!claimed) return null;
    const [from, row] = [
      await readContinuation(client, claimed),
      await findVersionDefinition(client, { workspaceId: key.workspaceId, versionId: claimed.versionId }),
    ];
    if (!row) throw new Error(`Version ${claimed.versionId} is gone`);
    const definition = workflowDefinitionSchema.parse(decodeJson(row.definition));
    const version = { id: claimed.versionId, workflowId: claimed.workflowId, number: row.number, definition };
    const startedAt = claimed.startedAt ?? claimed.createdAt;
    const header = headerOf({ ...claimed, startedAt }, version, from);
    const finished = finishedRow(header, endOf(ending, from, deps.clock.now()));
    if (finished.values.length > 0) await insertStoredValues(client, finished.values);
    return (await updateFinished(client, owner, [finished.row])).woken;
  });
  if (woken === null) return false;
  await ringAll(deps, woken);
  return true;
}

function endOf({ status, error }: IdleEnd, from: Continuation, now: number): RunEnd {
  return {
    status,
    isError: false,
    output: null,
    error,
    finishedAt: now,
    durationUs: Math.round(from.elapsedMs * 1000),
    steps: stepsAtEnd(from.recorded, from.waits),
  };
}
