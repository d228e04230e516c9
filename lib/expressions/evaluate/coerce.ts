import { Callable, Opaque, type Evaluation } from './callable.ts';
import { hint, say } from '#lib/shared/say.ts';
import { ExpressionError } from './expression-error.ts';
import { dateText } from './methods/date-text.ts';
import { Pattern } from './pattern.ts';

/** JavaScript's `typeof`. */
export function typeOf(value: unknown): string {
  return value instanceof Callable ? 'function' : typeof value;
}

/** The type of a value in words, for messages. */
export function kindOfType(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'list';
  if (value instanceof Date) return 'date';
  if (value instanceof Callable) return 'function';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

type Primitive = string | number | boolean | null | undefined;

/** JavaScript's ToPrimitive over our own values; nothing of the host is called. */
export function toPrimitive(
  value: unknown,
  evaluation: Evaluation,
  hint: 'number' | 'string' | 'default' = 'default',
): Primitive {
  if (typeof value !== 'object' || value === null) return value as Primitive;
  if (value instanceof Date) return hint === 'number' ? value.getTime() : dateText(value);
  if (Array.isArray(value)) return joinList(value, ',', evaluation);
  if (value instanceof Pattern) return value.text;
  if (value instanceof Callable)
    throw new ExpressionError('expression_error', say('function_as_value', { name: value.name }));
  if (value instanceof Set) return '[object Set]';
  if (value instanceof Map) return '[object Map]';
  return '[object Object]';
}

/** JavaScript's `String(value)`. */
export function toText(value: unknown, evaluation: Evaluation): string {
  return typeof value === 'string' ? value : String(toPrimitive(value, evaluation, 'string'));
}

/** JavaScript's `Number(value)`. */
export function toNumber(value: unknown, evaluation: Evaluation): number {
  return typeof value === 'number' ? value : Number(toPrimitive(value, evaluation, 'number'));
}

/** An optional number, such as the end of a slice: undefined stays undefined. */
export function toOptionalNumber(value: unknown, evaluation: Evaluation): number | undefined {
  return value === undefined ? undefined : toNumber(value, evaluation);
}

/** JavaScript's `list.join`, with the budget counted: lists may share parts many times over. */
export function joinList(list: readonly unknown[], separator: string, evaluation: Evaluation): string {
  const parts: string[] = [];
  let length = 0;
  for (const element of list) {
    const part = element === null || element === undefined ? '' : toText(element, evaluation);
    length += part.length + separator.length;
    evaluation.budget.work(1);
    evaluation.budget.text(part.length);
    parts.push(part);
  }
  evaluation.budget.text(length);
  return parts.join(separator);
}

/** What a spread or a built-in iterates: lists, texts (by character), sets and maps. Fails on anything else. */
export function toList(value: unknown, evaluation: Evaluation): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string' || value instanceof Set || value instanceof Map) {
    evaluation.budget.list(typeof value === 'string' ? value.length : value.size);
    return [...value];
  }
  throw new ExpressionError('expression_error', say('not_iterable', { got: kindOfType(value) }));
}

/** The own members of a value, as object spread sees them; functions and the like have none. */
export function ownMembers(value: unknown): Record<string, unknown> {
  return value === null || value === undefined || value instanceof Opaque ? {} : { ...(value as object) };
}

/** Sets an own property, `__proto__` too. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** The function that a built-in was given; fails if it is none. */
export function toCallable(value: unknown, forWhat: string): Callable {
  if (value instanceof Callable) return value;
  throw new ExpressionError(
    'expression_error',
    hint(say('needs_function', { name: forWhat, got: kindOfType(value) }), 'hint_arrow'),
  );
}
