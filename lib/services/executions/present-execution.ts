import type { Execution, ExecutionSummary, Step, StepError } from '#lib/contracts/execution.ts';
import { runCallerSchema } from '#lib/contracts/run-caller.ts';
import type { ExecutionRow, ExecutionSummaryRow } from '#lib/db/executions.ts';
import { unpackJson } from '#lib/db/packed-json.ts';
import type { StepEdit } from '#lib/runner/ports.ts';
import type { KeptStep, NamedRun } from './large-values.ts';

/** Rows and records of the run log as clients see them. */
export function presentSummary(row: ExecutionSummaryRow): ExecutionSummary {
  return {
    id: row.id,
    workflowId: row.workflowId,
    workflowName: row.workflowName,
    version: row.version,
    status: row.status,
    isError: row.isError,
    trigger: row.trigger,
    triggerKey: row.triggerKey,
    mode: row.mode,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    durationMs: row.durationUs === null ? null : Number(row.durationUs) / 1000,
    error: row.error === null ? null : (unpackJson(row.error) as unknown as StepError),
    traceId: row.traceId,
    parentExecutionId: row.parentExecutionId,
  };
}

export function presentExecution(
  row: ExecutionSummaryRow & Pick<ExecutionRow, 'caller'>,
  { steps, ...values }: NamedRun,
): Execution {
  return {
    ...presentSummary(row),
    ...(row.caller !== null && { caller: runCallerSchema.parse(JSON.parse(row.caller)) }),
    ...values,
    steps: steps.map(presentStep),
  };
}

/** Names of people are looked up where one run is shown (`edited-steps.ts`). */
function presentEdit({ executionId, by, at }: StepEdit): Step['edited'] {
  return { executionId, by: { id: by, name: null }, at: new Date(at).toISOString() };
}

export function presentStep(record: KeptStep): Step {
  return {
    nodeId: record.nodeId,
    key: record.key,
    type: record.type,
    seq: record.seq,
    ...(record.iteration && { iteration: [...record.iteration] }),
    attempt: record.attempt,
    status: record.status,
    ...(record.reason && { reason: record.reason }),
    ...(record.handled && { handled: true }),
    ...(record.port !== undefined && { port: record.port }),
    input: record.input ?? null,
    output: record.output ?? null,
    ...(record.inputAt !== undefined && { inputAt: record.inputAt }),
    ...(record.outputAt !== undefined && { outputAt: record.outputAt }),
    ...(record.edited && { edited: presentEdit(record.edited) }),
    error: record.error ?? null,
    logs: record.logs ?? [],
    startedAt: record.startedAt === null ? null : new Date(record.startedAt).toISOString(),
    durationMs: record.durationUs === null ? null : record.durationUs / 1000,
  };
}
