import { say, type Said } from '#lib/shared/say.ts';

/** `expression_error`: what was written does not work on this data. The other two: leaving rules, budgets. */
export type ExpressionErrorCode = 'expression_error' | 'not_json' | 'limit_exceeded';

/** The only thing that evaluating throws. `message` and `hint` are safe to show to the builder. */
export class ExpressionError extends Error {
  readonly code: ExpressionErrorCode;
  readonly hint: string | undefined;
  readonly said: Said;

  constructor(code: ExpressionErrorCode, said: Said) {
    super(said.message);
    this.name = 'ExpressionError';
    this.code = code;
    this.hint = said.hint;
    this.said = said;
  }
}

/** Whatever was thrown inside an evaluation, as an `ExpressionError`: a used-up stack and huge texts are limits. */
export function asExpressionError(error: unknown): ExpressionError {
  if (error instanceof ExpressionError) return error;
  if (error instanceof RangeError && /call stack|recursion/i.test(error.message)) {
    return new ExpressionError('limit_exceeded', say('expression_calls_itself'));
  }
  if (error instanceof RangeError && /string length|array length|allocation/i.test(error.message)) {
    return new ExpressionError('limit_exceeded', say('expression_result_too_long'));
  }
  const said =
    error instanceof Error ? say('expression_refused_by_engine', { error: error.message }) : say('expression_failed');
  return new ExpressionError('expression_error', said);
}
