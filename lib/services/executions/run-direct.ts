import { executionSchema, stepSchema, type Execution, type Step } from '#lib/contracts/execution.ts';
import { httpProblemSchema } from '#lib/contracts/problem.ts';
import type { WorkflowDeps } from '#lib/services/workflows/workflow-deps.ts';
import { AppError } from '#lib/shared/app-error.ts';
import { errorCodes, type ErrorCode } from '#lib/shared/error-codes.ts';

/** What the runtime needs to run something while a caller of the REST API waits. Ids are resolved and input is checked. */
export interface DirectRequest {
  workspaceId: string;
  workflowId: string;
  versionId: string;
  executionId: string;
  trigger: string;
  triggerKey: string;
  input: unknown;
  traceId: string;
}
export interface DirectNodeRequest {
  workspaceId: string;
  workflowId: string;
  versionId: string;
  nodeId: string;
  input: unknown;
  steps: Record<string, unknown>;
  traceId: string;
}

type Deps = Pick<WorkflowDeps, 'config'>;

/** The runtime answers after 60 s at the latest; beyond this it is taken for gone. */
const TIMEOUT_MS = 75_000;
const NODE_TIMEOUT_MS = 16 * 60_000;

/**
 * Runs a workflow in the runtime and waits for it, at most 60 s.
 *
 * @throws {AppError} `unavailable` if the runtime cannot be reached; whatever it refuses with.
 */
export async function runDirect(deps: Deps, request: DirectRequest): Promise<{ ended: boolean; execution: Execution }> {
  const { status, body } = await ask(deps, '/internal/execute', request, TIMEOUT_MS);
  return { ended: status === 200, execution: executionSchema.parse(body) };
}

/** Tries one node in the runtime. @throws {AppError} as `runDirect` */
export async function runNodeDirect(deps: Deps, request: DirectNodeRequest): Promise<Step> {
  const { body } = await ask(deps, '/internal/execute-node', request, NODE_TIMEOUT_MS);
  return stepSchema.parse(body);
}

async function ask(
  { config }: Deps,
  path: string,
  request: DirectRequest | DirectNodeRequest,
  timeoutMs: number,
): Promise<{ status: number; body: unknown }> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`${config.internalUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${config.internalSecret}`, 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(timeoutMs),
    });
    body = await response.json();
  } catch (cause) {
    throw new AppError('unavailable', 'The runtime cannot be reached; try again', { retryAfterMs: 1_000, cause });
  }
  if (response.ok) return { status: response.status, body };
  throw refusal(body);
}

/** The runtime's problem document as the error it was there. */
function refusal(body: unknown): AppError {
  const parsed = httpProblemSchema.safeParse(body);
  if (!parsed.success || !isErrorCode(parsed.data.code)) {
    return new AppError('internal', 'The runtime gave an answer that is not understood', { cause: body });
  }
  const { code, detail, errors } = parsed.data;
  const retryAfterMs = errorCodes[code].retryable ? 1_000 : undefined;
  return new AppError(code, detail, { ...(errors && { errors }), ...(retryAfterMs && { retryAfterMs }) });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
