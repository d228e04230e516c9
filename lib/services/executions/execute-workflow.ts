import type { z } from 'zod';
import type { executeWorkflow as contract } from '#lib/contracts/api/executions.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import type { Execution, TriggerKind } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { insertQueued } from '#lib/db/executions.ts';
import { executionFenceOf } from '#lib/services/quotas/execution-fence.ts';
import { requireCompiled } from '#lib/services/workflows/compiled-versions.ts';
import { requireWorkflow } from '#lib/services/workflows/get-workflow.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { checkInput } from './check-input.ts';
import { chooseVersion } from './choose-version.ts';
import { LargeValues } from './large-values.ts';
import { readExecution } from './read-execution.ts';
import { firstWake, ring } from './ring.ts';
import { runDirect } from './run-direct.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'config' | 'queue' | 'catalog' | 'clock' | 'logger'>;

interface Run {
  executionId: string;
  workspaceId: string;
  workflowId: string;
  versionId: string;
  trigger: TriggerKind;
  triggerKey: string;
  input: JsonValue;
  traceId: string;
  actorId: string;
}

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
  const values = new LargeValues({ id, workspaceId });
  const input = values.pack(run.input);
  const wake = await deps.db.transaction(async (tx) => {
    const first = await firstWake(tx, workspaceId);
    const { executionId: _id, ...row } = run;
    const queued = { ...row, id, createdAt: new Date(deps.clock.now()), input, wake: first };
    await insertQueued(tx, queued, values.rows);
    await writeAudit(tx, principal, auditEntry(run, 'async'));
    return first;
  });
  const accepted = await readExecution(deps.db.pool, { workspaceId, id });
  if (!accepted) throw notFound('execution');
  if (wake > 0) await ring(deps, { id, workspaceId, wake });
  return accepted;
}

function auditEntry(run: Run, mode: 'sync' | 'async') {
  const data = { executionId: run.executionId, mode, trigger: run.triggerKey };
  return { action: 'workflow.executed', targetType: 'workflow', targetId: run.workflowId, data };
}
