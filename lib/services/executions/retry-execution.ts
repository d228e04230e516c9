import { say } from '#lib/shared/say.ts';
import type { z } from 'zod';
import type { retryExecution as contract } from '#lib/contracts/api/approvals.ts';
import { requirePermission } from '#lib/contracts/authorise.ts';
import { isEnded, type Execution } from '#lib/contracts/execution.ts';
import type { Principal } from '#lib/contracts/principal.ts';
import { writeAudit } from '#lib/db/audit.ts';
import { findUnsettledWrites, type UnsettledRow } from '#lib/db/effects.ts';
import { findExecution, insertStepRows, type ExecutionRow } from '#lib/db/executions.ts';
import { unpackJson } from '#lib/db/packed-json.ts';
import { addStoredValues } from '#lib/db/stored-values.ts';
import type { CompiledWorkflow } from '#lib/runner/compile-workflow.ts';
import type { StepEdit, StepRecord } from '#lib/runner/ports.ts';
import { reusableSteps } from '#lib/runner/retry.ts';
import { executionFenceOf } from '#lib/services/quotas/execution-fence.ts';
import { requireCompiled } from '#lib/services/workflows/compiled-versions.ts';
import { readDefinition } from '#lib/services/workflows/present-workflow.ts';
import { findVersionDefinition } from '#lib/db/version-definitions.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { newId } from '#lib/shared/ids.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { checkInput } from './check-input.ts';
import { editOf } from './edited-steps.ts';
import { getExecution } from './get-execution.ts';
import { insertRun } from './insert-run.ts';
import { stepRow } from './journal-rows.ts';
import { keptSteps, unpackRun } from './large-values.ts';
import { readExecution } from './read-execution.ts';
import { ring } from './ring.ts';

type Deps = Pick<WorkflowDeps, 'db' | 'config' | 'queue' | 'catalog' | 'clock' | 'logger'>;
type Request = z.infer<typeof contract.body> & { id: string };

interface Start {
  input: JsonValue;
  recorded: StepRecord[];
  /** The record, among them, that holds the edited input of a step. */
  edited: StepRecord | null;
}

/**
 * Runs an ended execution again, on the same version, as a new one by a worker: finished steps and items of loops are kept,
 * but for `from` and what is downstream of it. With another input nothing is kept. With `stepInput` the step `from` runs
 * with that, and the new run's record says who wrote it.
 *
 * @throws {AppError} `not_found`; `conflict` if it has not ended, left no data, or made calls of which nobody knows whether
 *   they happened (`details.steps`), or if the step to edit did not run; `invalid`, `too_large`, `does_not_compile`,
 *   `daily_quota_reached`.
 */
export async function retryExecution(deps: Deps, principal: Principal, request: Request): Promise<Execution> {
  requirePermission(principal, 'workflow:execute');
  const { workspaceId } = principal;
  const key = { workspaceId, id: request.id };
  const before = await getExecution(deps, principal, key);
  if (!isEnded(before.status)) throw new AppError('conflict', say('not_ended'));
  const row = await findExecution(deps.db.pool, key);
  if (!row) throw notFound('execution');
  const workflow = await compiledOf(deps, row);
  const writes = await findUnsettledWrites(deps.db.pool, key);
  requireSettled(writes);
  const edit = { executionId: row.id, by: principal.userId, at: deps.clock.now() };
  const start = await startOf(deps, workflow, row, { request, writes, edit });
  const refused = await executionFenceOf(deps).admit(workspaceId);
  if (refused) throw refused;
  return begin(deps, principal, row, start);
}

async function compiledOf(deps: Deps, row: ExecutionRow): Promise<CompiledWorkflow> {
  const { workspaceId, versionId } = row;
  const version = await findVersionDefinition(deps.db.pool, { workspaceId, versionId });
  if (!version) throw notFound('version');
  return requireCompiled(deps.catalog, versionId, readDefinition(version.definition));
}

function requireSettled(writes: readonly UnsettledRow[]): void {
  const steps = writes.filter(({ settled }) => settled === null).map(stepIdIn);
  if (steps.length > 0) throw new AppError('conflict', say('steps_unsettled', { steps }), { details: { steps } });
}

const stepIdIn = ({ nodeId, iteration }: Pick<UnsettledRow, 'nodeId' | 'iteration'>): string =>
  iteration === null ? nodeId : `${nodeId}.${iteration}`;

async function startOf(
  deps: Deps,
  workflow: CompiledWorkflow,
  row: ExecutionRow,
  { request, writes, edit }: { request: Request; writes: readonly UnsettledRow[]; edit: StepEdit },
): Promise<Start> {
  const { from, input, stepInput } = request;
  if (from !== undefined && !workflow.plan.indexOfKey.has(from)) {
    throw new AppError('invalid', say('no_such_node', { key: from }), {
      errors: [{ path: '/from', code: 'unknown_node', ...say('no_such_node', { key: from }) }],
    });
  }
  if (input !== undefined)
    return { input: checkInput(workflow, { trigger: row.triggerKey, input }).input, recorded: [], edited: null };
  if (row.input === null) throw new AppError('conflict', say('nothing_recorded'));
  const trace = row.trace === null ? [] : keptSteps(row.trace);
  const kept = await unpackRun(deps.db.pool, row, { input: row.input, steps: trace });
  const steps = kept.steps.map(settledStep(writes));
  const recorded = reusableSteps(workflow, steps, from);
  const edited =
    from === undefined || stepInput === undefined ? null : editOf(workflow, steps, { from, stepInput, edit });
  if (edited) recorded.push({ ...edited, seq: recorded.length + 1 });
  return { input: kept.input, recorded, edited };
}

/** A call that a person says happened counts as done. */
function settledStep(writes: readonly UnsettledRow[]): (step: StepRecord) => StepRecord {
  const happened = new Map(writes.flatMap((row) => (row.settled === 'happened' ? [[stepIdIn(row), row.output]] : [])));
  return (step) => {
    if (step.status !== 'unknown') return step;
    const stepId = stepIdIn({ nodeId: step.nodeId, iteration: step.iteration?.join('.') ?? null });
    if (!happened.has(stepId)) return step;
    const output = happened.get(stepId) ?? null;
    return { ...step, status: 'success', port: 'out', output: output === null ? null : unpackJson(output) };
  };
}

async function begin(deps: Deps, principal: Principal, row: ExecutionRow, start: Start): Promise<Execution> {
  const { workspaceId, userId, traceId } = principal;
  const id = newId(deps.clock.now());
  const { workflowId, versionId, triggerKey } = row;
  const run = { executionId: id, workspaceId, workflowId, versionId, triggerKey, traceId, actorId: userId };
  const steps = start.recorded.map((step) => stepRow({ id, workspaceId }, step));
  const bell = await deps.db.transaction(async (tx) => {
    const inserted = await insertRun(tx, deps.clock, { ...run, trigger: 'retry', input: start.input });
    const values = steps.flatMap((step) => step.values);
    if (values.length > 0) await addStoredValues(tx, values);
    await insertStepRows(
      tx,
      { workspaceId },
      steps.map((step) => step.row),
    );
    const { edited } = start;
    const data = { executionId: id, kept: steps.length - (edited ? 1 : 0), ...(edited && { edited: edited.key }) };
    await writeAudit(tx, principal, { action: 'execution.retried', targetType: 'execution', targetId: row.id, data });
    return inserted;
  });
  const accepted = await readExecution(deps.db.pool, { workspaceId, id });
  if (!accepted) throw notFound('execution');
  if (bell.wake > 0) await ring(deps, bell);
  return accepted;
}
