import type { Pool } from 'pg';
import type { Replay } from '#lib/contracts/api/replay.ts';
import { REPLAY_MS } from '#lib/contracts/internal-calls.ts';
import { findExecution, type ExecutionRow } from '#lib/db/executions.ts';
import type { CompiledWorkflow } from '#lib/runner/compile-workflow.ts';
import type { CodeSandbox, RunHeader } from '#lib/runner/ports.ts';
import { replayRun } from '#lib/runner/replay.ts';
import { checkInput } from '#lib/services/executions/check-input.ts';
import { keptSteps, unpackRun, type KeptRun } from '#lib/services/executions/large-values.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import { AppError } from '#lib/shared/app-error.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { say } from '#lib/shared/say.ts';
import { compareSteps } from './compare-steps.ts';

/** What a replay may use. There is no journal and nothing that reaches outside. */
export interface ReplayPorts {
  pool: Pool;
  code: CodeSandbox;
  variables(workspaceId: string): Readonly<Record<string, JsonValue>> | Promise<Readonly<Record<string, JsonValue>>>;
}

/** The version that is to be computed. */
export interface ReplayedVersion {
  version: { id: string; workflowId: string; number: number | null };
  workflow: CompiledWorkflow;
}

/**
 * Computes a recorded run again and compares. For the runtime: whoever asks has checked rights.
 *
 * @throws {AppError} `not_found`; `conflict` where nothing was recorded or it takes too long; `invalid`, `ambiguous_trigger`
 *   where this version would not take the recorded trigger or input.
 */
export async function runReplay(
  { pool, code, variables }: ReplayPorts,
  key: { workspaceId: string; executionId: string },
  { version, workflow }: ReplayedVersion,
): Promise<Replay> {
  const { workspaceId, executionId: id } = key;
  const row = await findExecution(pool, { workspaceId, id });
  if (!row || row.workflowId !== version.workflowId) throw notFound('execution');
  if (row.trace === null || row.input === null) throw new AppError('conflict', say('nothing_recorded'));
  const steps = keptSteps(row.trace);
  const kept = await unpackRun(pool, { workspaceId, id }, { input: row.input, output: row.output, steps });
  const { triggerKey, input } = checkInput(workflow, { trigger: row.triggerKey, input: kept.input });
  const signal = AbortSignal.timeout(REPLAY_MS);
  const header = headerOf(row, { workspaceId, version, triggerKey, input });
  const vars = await variables(workspaceId);
  const replayed = await replayRun({ workflow, header, recorded: kept.steps, vars, code, signal });
  if (signal.aborted) throw new AppError('conflict', say('replay_too_long', { seconds: REPLAY_MS / 1_000 }));
  return present(row, version.number, kept, replayed);
}

function headerOf(
  row: ExecutionRow,
  given: Pick<RunHeader, 'workspaceId' | 'triggerKey' | 'input'> & Pick<ReplayedVersion, 'version'>,
): RunHeader {
  const { version, ...rest } = given;
  const startedAt = (row.startedAt ?? row.createdAt).getTime();
  return {
    ...rest,
    id: row.id,
    workflowId: row.workflowId,
    versionId: version.id,
    versionNumber: version.number,
    mode: 'direct',
    trigger: row.trigger,
    traceId: row.traceId,
    parentExecutionId: row.parentExecutionId,
    createdAt: row.createdAt.getTime(),
    startedAt,
    saveData: 'all',
  };
}

function present(
  row: ExecutionRow,
  version: number | null,
  kept: KeptRun,
  replayed: Awaited<ReturnType<typeof replayRun>>,
): Replay {
  const { end, stoppedAt } = replayed;
  const { status, isError, output, error } = end;
  const { differences, steps } = compareSteps(kept.steps, replayed);
  return {
    executionId: row.id,
    version,
    execution: stoppedAt ? null : { status, isError, output, error },
    difference: differences[0] ?? null,
    differences,
    stoppedAt: stoppedAt && {
      nodeId: stoppedAt.nodeId,
      key: stoppedAt.key,
      ...(stoppedAt.iteration.length > 0 && { iteration: [...stoppedAt.iteration] }),
    },
    steps,
  };
}
