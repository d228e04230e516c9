import type { CallExpression, Expression, NewExpression, Super } from 'acorn';
import { withoutParens } from '../parse/tree.ts';
import { Callable } from './callable.ts';
import { kindOfType } from './coerce.ts';
import { compileKey, compileList, constructorOf } from './compile-parts.ts';
import { say } from '#lib/shared/say.ts';
import { ExpressionError } from './expression-error.ts';
import { getMember } from './member.ts';
import type { Closure, Frame, Surroundings } from './surroundings.ts';

type Arguments = (frame: Frame) => unknown[];

/** A call of a method or a function. On null and undefined it is undefined, and its arguments are not evaluated. */
export function compileCall(node: CallExpression, around: Surroundings): Closure {
  const callee = unwrapped(node.callee);
  const args = compileList(node.arguments, around);
  const name = around.source.slice(callee.start, callee.end).trim().slice(0, 60);
  if (callee.type === 'MemberExpression') {
    const object = around.compile(callee.object, around);
    const key = compileKey(callee, around);
    return compileMethodCall(object, typeof key === 'function' ? key : () => key, args, name, node.optional);
  }
  const value = around.compile(callee, around);
  return (frame) => {
    const called = value(frame);
    return called === null || called === undefined ? undefined : call(called, undefined, args, frame, name);
  };
}

function compileMethodCall(
  object: Closure,
  key: (frame: Frame) => string | number,
  args: Arguments,
  name: string,
  optional: boolean,
): Closure {
  return (frame) => {
    const self = object(frame);
    if (self === null || self === undefined) return undefined;
    const method = getMember(self, key(frame), frame.evaluation);
    if (optional && (method === null || method === undefined)) return undefined;
    return call(method, self, args, frame, name);
  };
}

function call(called: unknown, self: unknown, args: Arguments, frame: Frame, name: string): unknown {
  const { evaluation } = frame;
  if (!(called instanceof Callable)) throw notCallable(called, self, name);
  evaluation.budget.work(1);
  return called.call(self, args(frame), evaluation);
}

function notCallable(called: unknown, self: unknown, name: string): ExpressionError {
  const owner = kindOfType(self);
  const got = kindOfType(called);
  const withoutOwner = called === undefined ? say('not_callable', { name }) : say('not_callable_but', { name, got });
  const ofOwner =
    called === undefined ? say('not_callable_on', { name, owner }) : say('not_callable_on_but', { name, owner, got });
  return new ExpressionError('expression_error', self === undefined ? withoutOwner : ofOwner);
}

/** The callee without parentheses: `(a.b)()` calls `b` on `a`. */
function unwrapped(node: Expression | Super): Expression | Super {
  const inner = withoutParens(node);
  return inner.type === 'ChainExpression' ? inner.expression : inner;
}

/** `new Date(...)`, `new Set(...)`, `new Map(...)`. */
export function compileNew(node: NewExpression, around: Surroundings): Closure {
  const constructor = constructorOf(node.callee, around);
  if (!constructor) {
    return () => {
      throw new ExpressionError('expression_error', say('refused_constructor'));
    };
  }
  const args = compileList(node.arguments, around);
  return (frame: Frame): object => constructor.make(args(frame), frame.evaluation);
}
