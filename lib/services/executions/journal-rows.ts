import { packJson } from '#lib/db/packed-json.ts';
import type { AcceptedRow, FinishedRow, StepRow } from '#lib/db/execution-writes.ts';
import type { RunEnd, RunHeader, StepRecord } from '#lib/runner/ports.ts';

/**
 * What a run leaves in the log. `saveData`: `all` keeps input, output and every step's data; `errors` keeps them unless
 * the run succeeded (a builder's `isError` is an answer, no failure); `none` never does. Statuses, times and errors are always kept.
 */
export function keepsData(saveData: RunHeader['saveData'], end: RunEnd): boolean {
  return saveData === 'all' || (saveData === 'errors' && end.status !== 'success');
}

/** A direct run that is accepted needs its input only if it may be shown; a durable one also to go on. */
export function acceptedRow(run: RunHeader): AcceptedRow {
  const keepsInput = run.saveData !== 'none' || run.mode === 'queued';
  return { ...headerOf(run), input: keepsInput ? packJson(run.input) : null };
}

export function finishedRow(run: RunHeader, end: RunEnd): FinishedRow {
  const keeps = keepsData(run.saveData, end);
  return {
    ...headerOf(run),
    input: keeps ? packJson(run.input) : null,
    status: end.status,
    isError: end.isError,
    finishedAt: end.finishedAt,
    durationUs: Math.round(end.durationUs),
    output: keeps ? packJson(end.output) : null,
    error: end.error ? packJson(end.error) : null,
    trace: packJson(keeps ? end.steps : end.steps.map(withoutData)),
  };
}

export function stepRow(run: RunHeader, step: StepRecord): StepRow {
  return { executionId: run.id, workspaceId: run.workspaceId, seq: step.seq, record: packJson(step) };
}

function withoutData(step: StepRecord): StepRecord {
  const { input: _input, output: _output, logs: _logs, ...rest } = step;
  return rest;
}

function headerOf(run: RunHeader): Omit<AcceptedRow, 'input'> {
  return {
    id: run.id,
    workspaceId: run.workspaceId,
    workflowId: run.workflowId,
    versionId: run.versionId,
    parentExecutionId: run.parentExecutionId,
    mode: run.mode,
    trigger: run.trigger,
    triggerKey: run.triggerKey,
    traceId: run.traceId,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
  };
}

/** Bytes that a row keeps in memory while it waits; the fixed part is a generous guess. */
export function sizeOf(row: AcceptedRow | FinishedRow | StepRow): number {
  let bytes = 600;
  for (const value of Object.values(row)) if (Buffer.isBuffer(value)) bytes += value.length;
  return bytes;
}
