import { limits } from '#lib/contracts/limits.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import { ExpressionError } from './expression-error.ts';
import { createJsonRules } from './json-rules.ts';
import { sayJsonFault } from './say-json-fault.ts';
import { Callable } from './callable.ts';

const rules = createJsonRules(
  (code, fault) => {
    throw new ExpressionError(code, sayJsonFault(fault));
  },
  (value) => value instanceof Callable,
  { depth: limits.valueDepth, bytes: limits.valueBytes },
);

/**
 * A value as it leaves an expression or code: JSON, at most 128 levels and 10 MiB. Data that is JSON already is
 * returned as it is, not copied. Throws `ExpressionError` (`not_json`, `limit_exceeded`).
 */
export function toJson(value: unknown): JsonValue {
  return rules(value) as JsonValue;
}

/** Is a condition true? As in JavaScript, except that the text `false` (in any case) is false. */
export function isTruthy(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' && value.toLowerCase() !== 'false' : Boolean(value);
}
