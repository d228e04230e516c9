import type { StepError } from '#lib/contracts/execution.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { ExpressionError } from '#lib/expressions/evaluate/expression-error.ts';
import type { PlannedNode } from '#lib/engine/plan.ts';

/** Whatever a step threw, as an expected failure. What is unexpected keeps its text to itself: it may hold secrets. */
export function asNodeFailure(error: unknown, path?: string): NodeFailure {
  if (error instanceof NodeFailure) return error;
  if (error instanceof ExpressionError) {
    const message = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
    return new NodeFailure(error.code, message, { ...(path !== undefined && { path }), cause: error });
  }
  return new NodeFailure('internal_error', 'something went wrong inside Toolwright; the log has the details', {
    cause: error,
  });
}

/** The error of a step as it is recorded and shown: its message names the node and the field. */
export function stepErrorOf(
  planned: PlannedNode,
  failure: NodeFailure,
  attempt: number,
  mayHaveHappened: boolean,
): StepError {
  const details = mayHaveHappened ? { ...failure.details, mayHaveHappened: true } : failure.details;
  return {
    code: failure.code,
    message: planned.role === 'fail' && failure.code === 'failed' ? failure.message : describeFailure(planned, failure),
    nodeId: planned.id,
    key: planned.key,
    ...(failure.path !== undefined && { path: failure.path }),
    attempt,
    ...(details && { details }),
  };
}

function describeFailure(planned: PlannedNode, failure: NodeFailure): string {
  const field = failure.path === undefined || failure.path === '' ? '' : `, field "${failure.path.slice(1)}"`;
  return `Node "${planned.key}" (${planned.type})${field}: ${failure.message}`;
}
