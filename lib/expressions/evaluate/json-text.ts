import { limits } from '#lib/contracts/limits.ts';
import { Callable, Opaque, type Evaluation } from './callable.ts';
import { toText } from './coerce.ts';
import { say } from '#lib/shared/say.ts';
import { ExpressionError } from './expression-error.ts';

/** `JSON.parse(text, reviver?)`. */
export function parseJson([text, reviver]: readonly unknown[], evaluation: Evaluation): unknown {
  const given = toText(text, evaluation);
  evaluation.budget.text(given.length);
  const value: unknown =
    reviver instanceof Callable
      ? JSON.parse(given, (key, member: unknown) => reviver.call(undefined, [key, member], evaluation))
      : JSON.parse(given);
  return value;
}

/** `JSON.stringify(value, replacer?, indent?)`. */
export function stringifyJson(
  [value, replacer, indent]: readonly unknown[],
  evaluation: Evaluation,
): string | undefined {
  const space =
    typeof indent === 'number'
      ? indent
      : indent === undefined || indent === null
        ? undefined
        : toText(indent, evaluation);
  measure(value, evaluation, 0);
  if (replacer instanceof Callable) {
    return JSON.stringify(
      value,
      (key, member: unknown) => replacer.call(undefined, [key, member], evaluation),
      space,
    ) as string | undefined;
  }
  const keys = Array.isArray(replacer) ? replacer.map((key) => toText(key, evaluation)) : undefined;
  return JSON.stringify(value, keys, space) as string | undefined;
}

/** Lists may share parts many times over, so their text is measured before it is made. */
function measure(value: unknown, evaluation: Evaluation, depth: number): void {
  const { budget } = evaluation;
  if (typeof value === 'string') return budget.text(value.length);
  budget.text(1);
  if (typeof value !== 'object' || value === null || value instanceof Opaque) return;
  if (depth > limits.valueDepth)
    throw new ExpressionError('limit_exceeded', say('value_too_deep', { limit: limits.valueDepth }));
  for (const member of Array.isArray(value) ? value : Object.values(value)) measure(member, evaluation, depth + 1);
}
