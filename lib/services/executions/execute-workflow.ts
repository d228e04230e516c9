import type { z } from 'zod';
import type { executeWorkflow as contract } from '#lib/contracts/api/executions.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { auditRow, writeAudit } from '#lib/db/audit.ts';
import { executionFenceOf } from '#lib/services/quotas/execution-fence.ts';
import { knownCompiled, requireCompiled } from '#lib/services/workflows/compiled-versions.ts';
import { requireWorkflow } from '#lib/services/workflows/get-workflow.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { newId } from '#lib/shared/ids.ts';
import { acceptRun } from './accept-run.ts';
import { checkInput } from './check-input.ts';
import { chooseVersion } from './choose-version.ts';
import type { NewRun } from './insert-run.ts';
import { ring } from './ring.ts';
import { runDirect } from './run-direct.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'config' | 'queue' | 'catalog' | 'clock' | 'logger'>;

type Run = NewRun & { actorId: string };

/**
 * Runs a workflow: `sync` in the runtime, which is asked and waited for, `async` by a worker. `ended` is false where the
 * execution goes on after the answer.
 *
 * @throws {AppError} `not_found`, `conflict` (nothing is live), `does_not_compile`, `ambiguous_trigger`, `invalid`,
 *   `too_large`, `unavailable`, `overloaded`, `daily_quota_reached`. In all these cases nothing was recorded.
 */
export async function executeWorkflow(
  deps: Deps,
  principal: Principal,
  { id, ...body }: { id: string } & z.infer<typeof contract.body>,
): Promise<{ ended: boolean; execution: Execution }> {
  requirePermission(principal, 'workflow:execute');
  const workflow = await requireWorkflow(deps, principal, id);
  const version = await chooseVersion(deps, principal, workflow, body.version);
  const compiled =
    knownCompiled(deps.catalog, version.cacheKey) ??
    requireCompiled(deps.catalog, version.cacheKey, version.definition);
  const { triggerKey, input } = checkInput(compiled, body);
  const refused = await executionFenceOf(deps).admit(principal.workspaceId);
  if (refused) throw refused;
  const run: Run = {
    executionId: newId(deps.clock.now()),
    workspaceId: principal.workspaceId,
    workflowId: id,
    versionId: await version.versionId(),
    trigger: principal.kind === 'apiKey' ? 'api' : 'manual',
    triggerKey,
    input,
    traceId: principal.traceId,
    actorId: principal.userId,
  };
  if (body.mode === 'async') {
    const { createdAt } = await enqueueRun(deps, principal, run);
    return {
      ended: false,
      execution: queuedExecution(run, createdAt, { name: workflow.name, version: version.number }),
    };
  }
  await deps.db.transaction((tx) => writeAudit(tx, principal, auditEntry(run, 'sync')));
  return runDirect(deps, run);
}

/** The row first, then the bell, which nobody waits for: accepted is what is committed. */
async function enqueueRun(deps: Deps, principal: Principal, run: Run): Promise<{ createdAt: Date }> {
  const bell = await acceptRun(deps, run, auditRow(principal, auditEntry(run, 'async')));
  if (bell.wake > 0) void ring(deps, bell);
  return bell;
}

/** A run as it was accepted. Nothing is read back: a worker may have it already. */
function queuedExecution(run: Run, createdAt: Date, workflow: { name: string; version: number | null }): Execution {
  return {
    id: run.executionId,
    workflowId: run.workflowId,
    workflowName: workflow.name,
    version: workflow.version,
    status: 'queued',
    isError: false,
    trigger: run.trigger,
    triggerKey: run.triggerKey,
    mode: 'queued',
    createdAt: createdAt.toISOString(),
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    error: null,
    traceId: run.traceId,
    parentExecutionId: null,
    input: run.input,
    output: null,
    steps: [],
  };
}

function auditEntry(run: Run, mode: 'sync' | 'async') {
  const data = { executionId: run.executionId, mode, trigger: run.triggerKey };
  return { action: 'workflow.executed', targetType: 'workflow', targetId: run.workflowId, data };
}
