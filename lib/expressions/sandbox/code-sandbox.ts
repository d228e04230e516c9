import { availableParallelism } from 'node:os';
import { limits } from '#lib/contracts/limits.ts';
import { NodeFailure, type NodeScope } from '#lib/kit/node-executor.ts';
import type { CodeSandbox } from '#lib/runner/ports.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { say } from '#lib/shared/say.ts';
import { ExpressionError } from '../evaluate/expression-error.ts';
import { sayJsonFault } from '../evaluate/say-json-fault.ts';
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
  const cores = availableParallelism();
  const scheduler = new SandboxScheduler({
    processes: options.processes ?? 2,
    runsPerProcess: Math.max(2, Math.min(4, cores)),
    cores,
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
    throw new NodeFailure('code_error', error.said, {
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
  return new NodeFailure('code_error', say('sandbox_unavailable'), { retryable: true, cause });
}

function outputOf(outcome: Outcome, { log, timeoutMs }: CodeRequest): JsonValue {
  if (outcome.type === 'crashed') throw new NodeFailure('limit_exceeded', say('sandbox_stopped'));
  const answer = outcome.text === undefined ? null : readAnswer(outcome.text);
  for (const [level, message] of answer?.logs ?? []) log(level, message);
  if (outcome.type === 'failed') throw failure(outcome.code, timeoutMs);
  if (answer === null) throw new NodeFailure('code_error', say('code_broke_answer'));
  if (answer.state === 'pending') throw new NodeFailure('code_error', say('code_never_settles'), { retryable: true });
  if (answer.state === 'refused') throw new NodeFailure(answer.code, sayJsonFault(answer.fault));
  if (answer.state === 'failed') throw codeFailure(answer);
  return checkedResult(answer.json);
}

function failure(code: string, timeoutMs: number): NodeFailure {
  if (code === 'timeout')
    return new NodeFailure('timeout', say('code_timeout', { limit: timeoutMs }), { retryable: true });
  if (code === 'limit_exceeded')
    return new NodeFailure('limit_exceeded', say('code_memory', { megabytes: limits.codeMemoryMb }));
  return new NodeFailure('code_error', say('code_not_run'));
}

/** What the code itself threw, in its own words, may be tried again. */
function codeFailure({ message, line }: { message: string; line: number | null }): NodeFailure {
  if (line === null) return new NodeFailure('code_error', message, { retryable: true });
  return new NodeFailure('code_error', `${message} (line ${line})`, { details: { line }, retryable: true });
}

/** The text comes from the tenant's isolate, so the leaving rules hold here once more. */
function checkedResult(json: string): JsonValue {
  try {
    return toJson(JSON.parse(json));
  } catch (error) {
    if (error instanceof ExpressionError) throw new NodeFailure(error.code, error.said);
    throw new NodeFailure('code_error', say('code_broke_answer'), { cause: error });
  }
}
