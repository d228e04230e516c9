import type { Config } from '#lib/config/config.ts';
import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { StepError } from '#lib/contracts/execution.ts';
import type { Tx } from '#lib/db/client.ts';
import { settleErrorRun } from '#lib/db/error-runs.ts';
import { unpackJson } from '#lib/db/packed-json.ts';
import { takePendingErrorRuns, type PendingErrorRun } from '#lib/db/system/pending-error-runs.ts';
import { findVersionDefinition } from '#lib/db/version-definitions.ts';
import { insertRun, type Bell } from '#lib/services/executions/insert-run.ts';
import { ring } from '#lib/services/executions/ring.ts';
import { executionFenceOf } from '#lib/services/quotas/execution-fence.ts';
import { readDefinition } from '#lib/services/workflows/present-workflow.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { newId, newTraceId } from '#lib/shared/ids.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { errorTriggerOf, startsAtErrorTrigger } from './error-trigger.ts';

interface Deps extends Pick<WorkflowDeps, 'db' | 'queue' | 'clock' | 'logger'> {
  config: Pick<Config, 'publicUrl' | 'quotas'>;
}
type Definitions = (workspaceId: string, versionId: string) => Promise<WorkflowDefinition | null>;

const BITE_ROWS = 100;

/**
 * Starts the error workflows of runs that failed. The run and the row that asks for it are settled in one transaction under
 * the row's lock: several workers never start one twice, and none is lost when one dies. Returns how many it started.
 */
export async function startErrorRuns(deps: Deps): Promise<number> {
  const definitions = eachOnce(deps);
  let started = 0;
  for (;;) {
    const { taken, bells } = await deps.db.transaction(async (tx) => {
      const pending = await takePendingErrorRuns(tx, BITE_ROWS);
      const rung: Bell[] = [];
      for (const failed of pending) rung.push(...(await start(deps, tx, failed, definitions)));
      return { taken: pending.length, bells: rung };
    });
    for (const bell of bells) if (bell.wake > 0) await ring(deps, bell);
    started += bells.length;
    if (taken < BITE_ROWS) return started;
  }
}

async function start(deps: Deps, tx: Tx, failed: PendingErrorRun, definitions: Definitions): Promise<Bell[]> {
  const { executionId, workspaceId, errorWorkflowId: workflowId } = failed;
  const place = await startingPlace(deps, failed, definitions);
  if ('refused' in place) {
    await settleErrorRun(tx, { workspaceId, executionId }, place);
    deps.logger.warn({ workspaceId, executionId, workflowId, ...place }, 'error workflow was not started');
    return [];
  }
  const runId = newId(deps.clock.now());
  await settleErrorRun(tx, { workspaceId, executionId }, { runId });
  const bell = await insertRun(tx, deps.clock, {
    executionId: runId,
    workspaceId,
    workflowId,
    ...place,
    trigger: 'error',
    input: inputOf(failed, deps.config.publicUrl),
    traceId: newTraceId(),
    actorId: failed.deployedById,
  });
  return [bell];
}

type Place = { versionId: string; triggerKey: string } | { refused: 'notLive' | 'noTrigger' | 'errorRun' | 'quota' };

async function startingPlace(deps: Deps, failed: PendingErrorRun, definitions: Definitions): Promise<Place> {
  const { workspaceId, liveVersionId } = failed;
  const failing = await definitions(workspaceId, failed.versionId);
  if (failing && startsAtErrorTrigger(failing, failed.triggerKey)) return { refused: 'errorRun' };
  const live = liveVersionId === null ? null : await definitions(workspaceId, liveVersionId);
  if (!live || liveVersionId === null) return { refused: 'notLive' };
  const triggerKey = errorTriggerOf(live);
  if (triggerKey === null) return { refused: 'noTrigger' };
  if (await executionFenceOf(deps).admit(workspaceId)) return { refused: 'quota' };
  return { versionId: liveVersionId, triggerKey };
}

/** What the error workflow is told: the output of its `trigger.error`. */
function inputOf(failed: PendingErrorRun, publicUrl: string): JsonValue {
  const error = failed.error === null ? null : (unpackJson(failed.error) as unknown as StepError);
  return {
    workflow: { id: failed.workflowId, name: failed.workflowName, version: failed.version },
    execution: {
      id: failed.executionId,
      status: failed.status,
      trigger: failed.trigger,
      startedAt: failed.startedAt?.toISOString() ?? null,
      finishedAt: failed.finishedAt?.toISOString() ?? null,
      url: new URL(`/${failed.workspaceSlug}/executions/${failed.executionId}`, publicUrl).href,
    },
    error: {
      code: error?.code ?? failed.status,
      message: error?.message ?? '',
      nodeId: error?.nodeId ?? null,
      key: error?.key ?? null,
    },
  };
}

/** Definitions by version, each read once: many runs of one workflow may have failed together. */
function eachOnce({ db }: Pick<Deps, 'db'>): Definitions {
  const read = new Map<string, Promise<WorkflowDefinition | null>>();
  return (workspaceId, versionId) => {
    const key = `${workspaceId}/${versionId}`;
    let definition = read.get(key);
    if (!definition) {
      definition = findVersionDefinition(db.pool, { workspaceId, versionId }).then((row) =>
        row ? readDefinition(row.definition) : null,
      );
      read.set(key, definition);
    }
    return definition;
  };
}
