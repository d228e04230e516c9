import type { StepError } from '#lib/contracts/execution.ts';
import { NodeFailure } from '#lib/kit/node-executor.ts';
import { ExpressionError } from '#lib/expressions/evaluate/expression-error.ts';
import { say, type Said } from '#lib/shared/say.ts';
import type { PlannedNode } from '#lib/engine/plan.ts';

/** Whatever a step threw, as an expected failure. What is unexpected keeps its text to itself: it may hold secrets. */
export function asNodeFailure(error: unknown, path?: string): NodeFailure {
  if (error instanceof NodeFailure) return error;
  if (error instanceof ExpressionError) {
    return new NodeFailure(error.code, withHint(error.said), { ...(path !== undefined && { path }), cause: error });
  }
  return new NodeFailure('internal_error', say('internal_error'), {
    cause: error,
  });
}

/** A step's error has no hint of its own: it stands in the message. */
export function withHint(said: Said): Said {
  return said.hint === undefined ? said : { message: `${said.message} ${said.hint}`, params: said.params };
}

/** The error of a step as it is recorded and shown: its message names the node and the field. */
export function stepErrorOf(
  planned: PlannedNode,
  failure: NodeFailure,
  attempt: number,
  mayHaveHappened: boolean,
  iteration: readonly number[],
): StepError {
  const details = mayHaveHappened ? { ...failure.details, mayHaveHappened: true } : failure.details;
  return {
    code: failure.code,
    message: isVerbatim(planned, failure) ? failure.message : describeFailure(planned, failure),
    nodeId: planned.id,
    key: planned.key,
    ...(failure.path !== undefined && { path: failure.path }),
    attempt,
    ...(iteration.length > 0 && { iteration: [...iteration] }),
    ...(details && { details }),
    ...paramsOf(planned, failure),
  };
}

/** What others wrote is the text itself, behind our words for the place; what a workflow fails with is alone. */
function paramsOf(planned: PlannedNode, { said, code, message }: NodeFailure): Pick<StepError, 'params'> {
  if (said) return { params: said.params };
  return isVerbatim(planned, { code }) ? {} : { params: say('own_words', { text: message }).params };
}

/** The builder's own message, and that of a loop's item, which names its node already. */
function isVerbatim({ role }: PlannedNode, { code }: Pick<NodeFailure, 'code'>): boolean {
  return (
    (role === 'fail' && (code === 'failed' || code === 'protocol_error')) ||
    (role === 'container' && code === 'item_failed')
  );
}

function describeFailure(planned: PlannedNode, failure: NodeFailure): string {
  const field = failure.path === undefined || failure.path === '' ? '' : `, field "${failure.path.slice(1)}"`;
  return `Node "${planned.key}" (${planned.type})${field}: ${failure.message}`;
}
