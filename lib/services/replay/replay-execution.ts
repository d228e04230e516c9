import type { z } from 'zod';
import { replaySchema, type Replay, type replayExecution as contract } from '#lib/contracts/api/replay.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import { isEnded } from '#lib/contracts/execution.ts';
import { internalPaths, REPLAY_MS, type InternalReplay } from '#lib/contracts/internal-calls.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { findExecution } from '#lib/db/executions.ts';
import { chooseVersion } from '#lib/services/executions/choose-version.ts';
import { askForAnswer } from '#lib/services/executions/run-direct.ts';
import { requireCompiled } from '#lib/services/workflows/compiled-versions.ts';
import { requireWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { notFound, requireReach } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { say } from '#lib/shared/say.ts';

/** The runtime gives up after `REPLAY_MS`; beyond this it is taken for gone. */
const TIMEOUT_MS = REPLAY_MS + 15_000;

/**
 * Computes a recorded run again, in the runtime, by a version of its workflow (by default the live one, else the draft).
 *
 * @throws {AppError} `not_found`; `conflict` (not ended, nothing recorded, nothing is live, too long); `does_not_compile`;
 *   `invalid` where the version would not take the recorded trigger or input; `unavailable`.
 */
export async function replayExecution(
  deps: Pick<WorkflowDeps, 'db' | 'config' | 'catalog'>,
  principal: Principal,
  { id, version: wanted }: { id: string } & z.infer<typeof contract.body>,
): Promise<Replay> {
  requirePermission(principal, 'workflow:execute');
  const { workspaceId } = principal;
  const run = await findExecution(deps.db.pool, { workspaceId, id });
  if (!run) throw notFound('execution');
  requireReach(principal, run.workflowId, 'execution');
  if (!isEnded(run.status)) throw new AppError('conflict', say('not_ended'));
  if (run.trace === null || run.input === null) throw new AppError('conflict', say('nothing_recorded'));
  const workflow = await requireWorkflow(deps, principal, run.workflowId);
  const version = await chooseVersion(deps, principal, workflow, wanted);
  requireCompiled(deps.catalog, version.cacheKey, version.definition);
  await deps.db.transaction((tx) =>
    writeAudit(tx, principal, {
      action: 'execution.replayed',
      targetType: 'execution',
      targetId: id,
      data: { version: wanted ?? null },
    }),
  );
  const body: InternalReplay = { workspaceId, executionId: id, versionId: await version.versionId() };
  return replaySchema.parse(await askForAnswer(deps, internalPaths.replay, body, TIMEOUT_MS));
}
