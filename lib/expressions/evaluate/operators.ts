import type { BinaryOperator, UnaryOperator } from 'acorn';
import { maxText } from './budget.ts';
import { Opaque, type Evaluation } from './callable.ts';
import { kindOfType, toNumber, toPrimitive, toText, typeOf } from './coerce.ts';
import { say } from '#lib/shared/say.ts';
import { ExpressionError } from './expression-error.ts';
import { isInstance } from './globals.ts';

export type Binary = (left: unknown, right: unknown, evaluation: Evaluation) => unknown;
export type Unary = (value: unknown, evaluation: Evaluation) => unknown;

function arithmetic(compute: (a: number, b: number) => number): Binary {
  return (a, b, e) =>
    typeof a === 'number' && typeof b === 'number' ? compute(a, b) : compute(toNumber(a, e), toNumber(b, e));
}

function add(left: unknown, right: unknown, evaluation: Evaluation): unknown {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  const a = toPrimitive(left, evaluation);
  const b = toPrimitive(right, evaluation);
  if (typeof a !== 'string' && typeof b !== 'string') return Number(a) + Number(b);
  const [first, second] = [String(a), String(b)];
  // The engine joins texts lazily: what counts is that the result stays short enough.
  if (first.length + second.length > maxText) evaluation.budget.text(first.length + second.length);
  return first + second;
}

type Comparable = string | number | boolean | null | undefined;

function comparison(compare: (a: never, b: never) => boolean): Binary {
  return (a, b, e) => {
    if (typeof a === 'number' && typeof b === 'number') return compare(a as never, b as never);
    const left: Comparable = toPrimitive(a, e, 'number');
    const right: Comparable = toPrimitive(b, e, 'number');
    return compare(left as never, right as never);
  };
}

function looseEqual(left: unknown, right: unknown, evaluation: Evaluation): boolean {
  const leftIsObject = typeof left === 'object' && left !== null;
  const rightIsObject = typeof right === 'object' && right !== null;
  if (leftIsObject === rightIsObject || left === null || left === undefined || right === null || right === undefined)
    return left == right;
  return toPrimitive(left, evaluation) == toPrimitive(right, evaluation);
}

function isIn(key: unknown, object: unknown, evaluation: Evaluation): boolean {
  if (typeof object !== 'object' || object === null)
    throw new ExpressionError('expression_error', say('needs_object', { name: '"in"', got: kindOfType(object) }));
  return !(object instanceof Opaque) && Object.hasOwn(object, toText(key, evaluation));
}

/** The operators of two operands; `&&`, `||`, `??` are none of them. */
export const binaryOperators: Readonly<Record<BinaryOperator, Binary>> = {
  '+': add,
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '**': arithmetic((a, b) => a ** b),
  '|': arithmetic((a, b) => a | b),
  '&': arithmetic((a, b) => a & b),
  '^': arithmetic((a, b) => a ^ b),
  '<<': arithmetic((a, b) => a << b),
  '>>': arithmetic((a, b) => a >> b),
  '>>>': arithmetic((a, b) => a >>> b),
  '===': (a, b) => a === b,
  '!==': (a, b) => a !== b,
  '==': looseEqual,
  '!=': (a, b, e) => !looseEqual(a, b, e),
  '<': comparison((a, b) => a < b),
  '<=': comparison((a, b) => a <= b),
  '>': comparison((a, b) => a > b),
  '>=': comparison((a, b) => a >= b),
  in: isIn,
  instanceof: (a, b) => isInstance(a, b),
};

/** The operators of one operand. `delete` is refused when parsing. */
export const unaryOperators: Readonly<Record<Exclude<UnaryOperator, 'delete'>, Unary>> = {
  '!': (value) => !value,
  '-': (value, e) => -toNumber(value, e),
  '+': (value, e) => toNumber(value, e),
  '~': (value, e) => ~toNumber(value, e),
  typeof: (value) => typeOf(value),
  void: () => undefined,
};
