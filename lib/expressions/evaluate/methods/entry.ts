import { say } from '#lib/shared/say.ts';
import { ExpressionError } from '../expression-error.ts';

/** A `[key, value]` pair of `new Map(...)` and `Object.fromEntries(...)`; fails on anything but a list. */
export function getOwnEntry(pair: unknown): [unknown, unknown] {
  if (Array.isArray(pair)) return [pair[0], pair[1]];
  throw new ExpressionError('expression_error', say('needs_pair'));
}
