import { packJson } from '#lib/db/packed-json.ts';
import type { IntentRow } from '#lib/db/effects.ts';
import type { AcceptedRow, FinishedRow, StepRow } from '#lib/db/execution-writes.ts';
import type { StoredValueRow } from '#lib/db/stored-values.ts';
import type { Intent, RunEnd, RunHeader, StepRecord } from '#lib/runner/ports.ts';
import { LargeValues } from './large-values.ts';

/**
 * What a run leaves in the log. `saveData`: `all` keeps input, output and every step's data; `errors` keeps them unless
 * the run succeeded (a builder's `isError` is an answer, no failure); `none` never does. Statuses, times and errors are always kept.
 */
export function keepsData(saveData: RunHeader['saveData'], end: RunEnd): boolean {
  return saveData === 'all' || (saveData === 'errors' && end.status !== 'success');
}

/** Their steps leave open questions behind if they are ended. */
const askingTypes: ReadonlySet<string> = new Set(['human.approval', 'human.input', 'client.ask']);

/** What the caller of a run gets, wherever it ended. */
export type KeptAnswer = Pick<RunEnd, 'output' | 'content'>;

function answerOf({ output, content }: RunEnd): KeptAnswer {
  return { output, ...(content && { content }) };
}

/** A row, and the large values that it names: they belong into the same commit. */
export interface WithValues<Row> {
  row: Row;
  values: readonly StoredValueRow[];
}

/** A direct run that is accepted needs its input only if it may be shown; a durable one also to go on. */
export function acceptedRow(run: RunHeader): WithValues<AcceptedRow> {
  const keepsInput = run.saveData !== 'none' || run.mode === 'queued';
  const values = new LargeValues(run);
  const row = { ...headerOf(run), input: keepsInput ? values.pack(run.input) : null };
  return { row, values: values.rows };
}

/** `touched`: something of the run was recorded before its end. */
export function finishedRow(run: RunHeader, end: RunEnd, touched = true): WithValues<FinishedRow> {
  const keeps = keepsData(run.saveData, end);
  // Of a durable run that was called, the caller may have to read the output from here.
  const keepsOutput = keeps || (run.mode === 'queued' && run.parentExecutionId !== null);
  const values = new LargeValues(run);
  const row = {
    ...headerOf(run),
    input: keeps ? values.pack(run.input) : null,
    status: end.status,
    isError: end.isError,
    finishedAt: end.finishedAt,
    durationUs: Math.round(end.durationUs),
    output: keepsOutput ? values.pack(end.output) : null,
    error: end.error ? packJson(end.error) : null,
    trace: values.packSteps(keeps ? end.steps : end.steps.map(withoutData)),
    stepCount: end.steps.length,
    asked: end.steps.some(({ type, status }) => askingTypes.has(type) && status === 'canceled'),
    answer: run.mode === 'queued' && run.client ? packJson(answerOf(end)) : null,
    alone: run.untouched === true && !touched && keeps,
  };
  return { row, values: values.rows };
}

export function stepRow(run: Pick<RunHeader, 'id' | 'workspaceId'>, step: StepRecord): WithValues<StepRow> {
  const values = new LargeValues(run);
  const record = values.packStep(step);
  return { row: { executionId: run.id, workspaceId: run.workspaceId, seq: step.seq, record }, values: values.rows };
}

export function intentRow(run: RunHeader, { iteration, ...effect }: Intent): IntentRow {
  return { executionId: run.id, workspaceId: run.workspaceId, iteration: iteration?.join('.') ?? null, ...effect };
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
    rootExecutionId: run.rootExecutionId ?? null,
    hops: run.hops ?? 0,
    actorId: run.actorId ?? null,
    mode: run.mode,
    trigger: run.trigger,
    triggerKey: run.triggerKey,
    traceId: run.traceId,
    caller: run.caller ? JSON.stringify(run.caller) : null,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
  };
}

const BYTES = ['input', 'output', 'error', 'trace', 'record', 'answer'];

/** Bytes that a row keeps in memory while it waits; the fixed part is a generous guess. */
export function sizeOf({ row, values }: WithValues<AcceptedRow | FinishedRow | StepRow>): number {
  let bytes = 600;
  for (const name of BYTES) bytes += (row as unknown as Record<string, Buffer | null | undefined>)[name]?.length ?? 0;
  return values.reduce((sum, value) => sum + value.bytes.length, bytes);
}
