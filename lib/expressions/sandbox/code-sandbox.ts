import { availableParallelism } from 'node:os';
import { limits } from '#lib/contracts/limits.ts';
import { NodeFailure, type NodeScope } from '#lib/kit/node-executor.ts';
import type { CodeSandbox } from '#lib/runner/ports.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { ExpressionError } from '../evaluate/expression-error.ts';
import { toJson } from '../evaluate/to-json.ts';
import { checkCode, codeParameters, wrapCode } from '../parse/check-code.ts';
import { readAnswer } from './guest-answer.ts';
import type { Outcome } from './sandbox-process.ts';
import { SandboxScheduler, type SandboxLogger } from './scheduler.ts';

type CodeRequest = Parameters<CodeSandbox['run']>[0];

/**
 * Runs tenants' code in child processes. They start with the first run and are replaced when they die. `processes` is
 * the most there may be (default 2).
 */
export function createCodeSandbox(
  options: { logger?: SandboxLogger; processes?: number } = {},
): CodeSandbox & { close(): Promise<void> } {
  const scheduler = new SandboxScheduler({
    processes: options.processes ?? 2,
    runsPerProcess: Math.max(2, Math.min(4, availableParallelism())),
    ...(options.logger && { logger: options.logger }),
  });
  return {
    run: (request) => runCode(scheduler, request),
    close: () => scheduler.close(),
  };
}

/** Throws `NodeFailure`, or the signal's reason as soon as it aborts. */
async function runCode(scheduler: SandboxScheduler, request: CodeRequest): Promise<{ output: unknown }> {
  const { signal, code, timeoutMs } = request;
  signal.throwIfAborted();
  checkSyntax(code);
  const parameters = request.scope.index === undefined ? codeParameters.slice(0, 4) : [...codeParameters];
  const outcome = await orAborted(
    scheduler.run(
      {
        workspaceId: request.workspaceId,
        code: `$start${wrapCode(code, parameters)}`,
        parameters,
        scope: scopeText(request.scope, code, parameters),
        now: request.now,
        seed: request.seed,
        timeoutMs,
      },
      signal,
    ),
    signal,
  );
  return { output: outputOf(outcome, request) };
}

const checkedCodes = new Set<string>();

/** Checks a code once; the last 500 good ones are remembered. */
function checkSyntax(code: string): void {
  if (checkedCodes.has(code)) return;
  const error = checkCode(code);
  if (error)
    throw new NodeFailure('code_error', `Line ${error.line}: ${error.message}`, {
      details: { line: error.line, column: error.column },
    });
  if (checkedCodes.size >= 500) checkedCodes.clear();
  checkedCodes.add(code);
}

/** The scope as JSON text, without the names that the code does not hold: outputs of steps may be large. */
function scopeText(scope: NodeScope, code: string, parameters: readonly string[]): string {
  const mayComputeNames = /\\u|eval|Function|arguments/.test(code);
  const used = parameters.filter((name) => mayComputeNames || code.includes(name));
  return JSON.stringify(Object.fromEntries(used.map((name) => [name, scope[name as keyof NodeScope]])));
}

/** The promise, or the signal's reason at once: what is left to stop is stopped behind it. */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    promise
      .then(resolve, (cause: unknown) => reject(notAvailable(cause)))
      .finally(() => signal.removeEventListener('abort', abort));
  });
}

function notAvailable(cause: unknown): NodeFailure {
  return new NodeFailure('code_error', 'The code sandbox is not available right now.', { retryable: true, cause });
}

function outputOf(outcome: Outcome, { log, timeoutMs }: CodeRequest): JsonValue {
  if (outcome.type === 'crashed') throw new NodeFailure('limit_exceeded', 'The code sandbox was stopped.');
  const answer = outcome.text === undefined ? null : readAnswer(outcome.text);
  for (const [level, message] of answer?.logs ?? []) log(level, message);
  if (outcome.type === 'failed') throw failure(outcome.code, timeoutMs);
  if (answer === null) throw new NodeFailure('code_error', 'The code broke its own answer.');
  if (answer.state === 'pending')
    throw new NodeFailure('code_error', 'The code waits for a promise that never settles.', { retryable: true });
  if (answer.state === 'failed') throw codeFailure(answer);
  return checkedResult(answer.json);
}

function failure(code: string, timeoutMs: number): NodeFailure {
  if (code === 'timeout')
    return new NodeFailure('timeout', `The code did not end within ${timeoutMs} ms.`, { retryable: true });
  if (code === 'limit_exceeded')
    return new NodeFailure('limit_exceeded', `The code used more than ${limits.codeMemoryMb} MB of memory.`);
  return new NodeFailure('code_error', 'The code could not be run.');
}

/** What the code itself threw may be tried again; a limit or a value that is no JSON would be the same once more. */
function codeFailure({ code, message, line }: { code: string; message: string; line: number | null }): NodeFailure {
  const retryable = code === 'code_error';
  if (line === null) return new NodeFailure(code, message, { retryable });
  return new NodeFailure(code, `${message} (line ${line})`, { details: { line }, retryable });
}

/** The text comes from the tenant's isolate, so the leaving rules hold here once more. */
function checkedResult(json: string): JsonValue {
  try {
    return toJson(JSON.parse(json));
  } catch (error) {
    if (error instanceof ExpressionError) throw new NodeFailure(error.code, error.message);
    throw new NodeFailure('code_error', 'The code broke its own answer.', { cause: error });
  }
}
