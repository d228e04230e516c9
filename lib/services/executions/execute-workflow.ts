import type { z } from 'zod';
import type { executeWorkflow as contract } from '#lib/contracts/api/executions.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { executionFenceOf } from '#lib/services/quotas/execution-fence.ts';
import { requireCompiled } from '#lib/services/workflows/compiled-versions.ts';
import { requireWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { newId } from '#lib/shared/ids.ts';
import { checkInput } from './check-input.ts';
import { chooseVersion } from './choose-version.ts';
import { insertRun, type NewRun } from './insert-run.ts';
import { readExecution } from './read-execution.ts';
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
  const compiled = requireCompiled(deps.catalog, version.cacheKey, version.definition);
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
  if (body.mode === 'async') return { ended: false, execution: await enqueueRun(deps, principal, run) };
  await deps.db.transaction((tx) => writeAudit(tx, principal, auditEntry(run, 'sync')));
  return runDirect(deps, run);
}

/** The row first, then the bell. */
async function enqueueRun(deps: Deps, principal: Principal, run: Run): Promise<Execution> {
  const { executionId: id, workspaceId } = run;
  const bell = await deps.db.transaction(async (tx) => {
    await writeAudit(tx, principal, auditEntry(run, 'async'));
    return insertRun(tx, deps.clock, run);
  });
  const accepted = await readExecution(deps.db.pool, { workspaceId, id });
  if (!accepted) throw notFound('execution');
  if (bell.wake > 0) await ring(deps, bell);
  return accepted;
}

function auditEntry(run: Run, mode: 'sync' | 'async') {
  const data = { executionId: run.executionId, mode, trigger: run.triggerKey };
  return { action: 'workflow.executed', targetType: 'workflow', targetId: run.workflowId, data };
}
