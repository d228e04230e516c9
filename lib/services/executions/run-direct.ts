import type { Said } from '#lib/shared/say.ts';
import { z } from 'zod';
import type { Execution, Step } from '#lib/contracts/execution.ts';
import {
  internalErrorSchema,
  internalPaths,
  type InternalExecute,
  type InternalExecuteNode,
  type InternalReplay,
} from '#lib/contracts/internal-calls.ts';
import type { RunEnd, StepRecord } from '#lib/runner/ports.ts';
import { notFound } from '#lib/services/workflows/reach.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError, type FieldError } from '#lib/shared/app-error.ts';
import { errorCodes, type ErrorCode } from '#lib/shared/error-codes.ts';
import { askRuntime } from './ask-runtime.ts';
import { presentStep } from './present-execution.ts';
import { readExecution } from './read-execution.ts';

/** The runtime answers after `limits.syncHoldMs` at the latest; beyond this it is taken for gone. */
const TIMEOUT_MS = 75_000;
/** A node may take as long as its own limit, at most 15 minutes. */
const NODE_TIMEOUT_MS = 16 * 60_000;

const executeAnswerSchema = z.discriminatedUnion('ended', [
  z.object({ ended: z.literal(true), end: z.custom<RunEnd>((value) => typeof value === 'object' && value !== null) }),
  z.object({ ended: z.literal(false) }),
]);
const nodeAnswerSchema = z.object({
  step: z.custom<StepRecord>((value) => typeof value === 'object' && value !== null),
});

/**
 * Runs a workflow in the runtime and waits for it, at most 60 s. Who waited gets the whole result, also where `saveData`
 * keeps it out of the log.
 *
 * @throws {AppError} `unavailable` if the runtime cannot be reached; whatever it refuses with.
 */
export async function runDirect(
  deps: Pick<WorkflowDeps, 'config' | 'db'>,
  request: InternalExecute,
): Promise<{ ended: boolean; execution: Execution }> {
  const answer = executeAnswerSchema.parse(await askForAnswer(deps, internalPaths.execute, request, TIMEOUT_MS));
  const { workspaceId, executionId: id } = request;
  const recorded = await readExecution(deps.db.pool, { workspaceId, id });
  if (!recorded) throw notFound('execution');
  if (!answer.ended) return { ended: false, execution: recorded };
  const { output, steps } = answer.end;
  const input = request.input;
  return { ended: true, execution: { ...recorded, input, output, steps: steps.map(presentStep) } };
}

/** Tries one node in the runtime. @throws {AppError} as `runDirect` */
export async function runNodeDirect(
  deps: Pick<WorkflowDeps, 'config' | 'db'>,
  request: InternalExecuteNode,
): Promise<Step> {
  const { step } = nodeAnswerSchema.parse(
    await askForAnswer(deps, internalPaths.executeNode, request, NODE_TIMEOUT_MS),
  );
  return presentStep(step);
}

/** The answer of a runtime to an internal call. @throws {AppError} as `runDirect` */
export async function askForAnswer(
  deps: Pick<WorkflowDeps, 'config' | 'db'>,
  path: string,
  request: InternalExecute | InternalExecuteNode | InternalReplay,
  timeoutMs: number,
): Promise<unknown> {
  const { ok, body } = await askRuntime(deps, { path, body: request, timeoutMs });
  if (ok) return body;
  throw refusal(body);
}

/** The runtime's `AppError`, as it was there. What our own call did wrong is not the client's fault. */
function refusal(body: unknown): AppError {
  const parsed = internalErrorSchema.safeParse(body);
  const code = parsed.success ? parsed.data.error.code : '';
  if (!parsed.success || !isErrorCode(code) || ['malformed', 'unauthenticated', 'method_not_allowed'].includes(code)) {
    return new AppError('internal', 'The runtime gave an answer that is not understood', { cause: body });
  }
  const { message, params, retryAfterMs, errors } = parsed.data.error as {
    message: string;
    params?: Said['params'];
    retryAfterMs?: number;
    errors?: FieldError[];
  };
  return new AppError(code, params === undefined ? message : { message, params }, {
    ...(errors && { errors }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
