import type { Expression, MemberExpression, SpreadElement, Super } from 'acorn';
import { staticKey, withoutParens } from '../parse/tree.ts';
import { toList, toText } from './coerce.ts';
import { constructors, type Constructor } from './globals.ts';
import type { Frame, Surroundings } from './surroundings.ts';

/** The key of a member: known when compiling, or a closure. */
export function compileKey(
  node: MemberExpression,
  around: Surroundings,
): string | number | ((frame: Frame) => string | number) {
  const known = staticKey(node);
  if (known !== null) return known;
  const key = around.compile(node.property as Expression, around);
  return (frame) => {
    const value = key(frame);
    return typeof value === 'string' || (typeof value === 'number' && value >= 0)
      ? value
      : toText(value, frame.evaluation);
  };
}

/** A list, or the arguments of a call; spreads are laid out. */
export function compileList(
  nodes: readonly (Expression | SpreadElement | null)[],
  around: Surroundings,
): (frame: Frame) => unknown[] {
  const closures = nodes.map((node) => {
    if (node === null) return () => undefined;
    return around.compile(node.type === 'SpreadElement' ? node.argument : node, around);
  });
  if (!nodes.some((node) => node?.type === 'SpreadElement'))
    return (frame) => closures.map((closure) => closure(frame));
  return (frame) => {
    const list: unknown[] = [];
    closures.forEach((closure, at) => {
      const value = closure(frame);
      if (nodes[at]?.type !== 'SpreadElement') return void list.push(value);
      const elements = toList(value, frame.evaluation);
      frame.evaluation.budget.list(list.length + elements.length);
      for (const element of elements) list.push(element);
    });
    return list;
  };
}

/** The class that `new` names, where it is not the name of a parameter. */
export function constructorOf(node: Expression | Super, around: Surroundings): Constructor | undefined {
  const callee = withoutParens(node);
  if (callee.type !== 'Identifier' || around.names.some((names) => names.includes(callee.name))) return undefined;
  return Object.hasOwn(constructors, callee.name) ? constructors[callee.name] : undefined;
}
