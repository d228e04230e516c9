/** `expression_error`: what was written does not work on this data. The other two: leaving rules, budgets. */
export type ExpressionErrorCode = 'expression_error' | 'not_json' | 'limit_exceeded';

/** The only thing that evaluating throws. `message` and `hint` are safe to show to the builder. */
export class ExpressionError extends Error {
  readonly code: ExpressionErrorCode;
  readonly hint: string | undefined;

  constructor(code: ExpressionErrorCode, message: string, hint?: string) {
    super(message);
    this.name = 'ExpressionError';
    this.code = code;
    this.hint = hint;
  }
}

/** Whatever was thrown inside an evaluation, as an `ExpressionError`: a used-up stack and huge texts are limits. */
export function asExpressionError(error: unknown): ExpressionError {
  if (error instanceof ExpressionError) return error;
  if (error instanceof RangeError && /call stack|recursion/i.test(error.message)) {
    return new ExpressionError('limit_exceeded', 'The expression calls itself too deeply.');
  }
  if (error instanceof RangeError && /string length|array length|allocation/i.test(error.message)) {
    return new ExpressionError('limit_exceeded', 'The expression makes a text or list that is too long.');
  }
  return new ExpressionError('expression_error', error instanceof Error ? error.message : 'The expression failed.');
}
