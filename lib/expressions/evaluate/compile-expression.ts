import type { Expression, Identifier, MemberExpression, Super } from 'acorn';
import { allowedNames, dataNames, unknownName, type BuiltInName, type DataName } from '../parse/names.ts';
import type { Evaluation } from './callable.ts';
import { ownMembers, setOwn, toText } from './coerce.ts';
import { compileArrow } from './compile-arrow.ts';
import { compileCall, compileNew } from './compile-call.ts';
import { compileKey, compileList } from './compile-parts.ts';
import { say } from '#lib/shared/say.ts';
import { ExpressionError } from './expression-error.ts';
import { globals } from './globals.ts';
import { getMember } from './member.ts';
import { binaryOperators, unaryOperators } from './operators.ts';
import { Pattern } from './pattern.ts';
import type { Closure, Frame, Surroundings } from './surroundings.ts';

/** Turns a checked tree into closures. Called once for each expression; nothing is evaluated. */
export function compileExpression(node: Expression | Super, around: Surroundings): Closure {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return compileExpression(node.expression, around);
    case 'Literal':
      return node.regex ? compilePattern(node.regex) : constant(node.value);
    case 'Identifier':
      return compileName(node, around);
    case 'MemberExpression':
      return compileMember(node, around);
    case 'CallExpression':
      return compileCall(node, around);
    case 'NewExpression':
      return compileNew(node, around);
    case 'TemplateLiteral':
      return compileTemplateLiteral(
        node.quasis.map(({ value }) => value.cooked ?? ''),
        compileAll(node.expressions, around),
      );
    case 'ArrayExpression':
      return compileList(node.elements, around);
    case 'ObjectExpression':
      return compileObject(node, around);
    case 'ArrowFunctionExpression':
      return compileArrow(node, around);
    case 'ConditionalExpression':
      return compileConditional(compileAll([node.test, node.consequent, node.alternate], around));
    case 'LogicalExpression':
      return compileLogical(node.operator, compileExpression(node.left, around), compileExpression(node.right, around));
    case 'BinaryExpression':
      return compileBinary(node, around);
    case 'UnaryExpression':
      return compileUnary(node, around);
    default:
      throw new ExpressionError('expression_error', say('refused_form', { form: node.type }));
  }
}

export function compileAll(nodes: readonly Expression[], around: Surroundings): Closure[] {
  return nodes.map((node) => compileExpression(node, around));
}

function constant(value: unknown): Closure {
  return () => value;
}

/** A pattern that the engine does not know fails when it is evaluated, like any wrong value. */
function compilePattern({ pattern, flags }: { pattern: string; flags: string }): Closure {
  let compiled: Pattern | undefined;
  return () => (compiled ??= new Pattern(pattern, flags));
}

function compileName(node: Identifier, around: Surroundings): Closure {
  const hops = around.names.findIndex((names) => names.includes(node.name));
  if (hops >= 0) return compileParameter(hops, around.names[hops]!.lastIndexOf(node.name));
  if ((dataNames as readonly string[]).includes(node.name)) return compileDataName(node.name as DataName);
  if (allowedNames.has(node.name)) return constant(globals[node.name as BuiltInName]);
  const said = unknownName(node.name);
  return () => {
    throw new ExpressionError('expression_error', said);
  };
}

function compileParameter(hops: number, slot: number): Closure {
  if (hops === 0) return ({ slots }) => slots[slot];
  if (hops === 1) return ({ parent }) => parent!.slots[slot];
  return (frame) => {
    let at = frame;
    for (let hop = 0; hop < hops; hop++) at = at.parent!;
    return at.slots[slot];
  };
}

function compileDataName(name: DataName): Closure {
  switch (name) {
    case 'input':
      return (frame) => frame.evaluation.scope.input;
    case 'steps':
      return (frame) => frame.evaluation.scope.steps;
    case 'vars':
      return (frame) => frame.evaluation.scope.vars;
    case 'run':
      return (frame) => frame.evaluation.scope.run;
    case 'item':
    case 'index':
    case 'loops':
      return ({ evaluation: { scope } }) => {
        if (name === 'loops' ? scope.loops === undefined : scope.index === undefined) {
          throw new ExpressionError('expression_error', say('only_in_loop', { name }));
        }
        return scope[name];
      };
  }
}

/** After null or undefined the rest of a chain is undefined. */
function compileMember(node: MemberExpression, around: Surroundings): Closure {
  const object = compileExpression(node.object, around);
  const key = compileKey(node, around);
  if (typeof key !== 'function') {
    return (frame) => {
      const value = object(frame);
      return value === null || value === undefined ? undefined : getMember(value, key, frame.evaluation);
    };
  }
  return (frame) => {
    const value = object(frame);
    return value === null || value === undefined ? undefined : getMember(value, key(frame), frame.evaluation);
  };
}

function compileTemplateLiteral(texts: readonly string[], closures: readonly Closure[]): Closure {
  return (frame) => {
    const parts = [texts[0]!];
    closures.forEach((closure, at) => parts.push(toText(closure(frame), frame.evaluation), texts[at + 1]!));
    frame.evaluation.budget.text(parts.reduce((sum, part) => sum + part.length, 0));
    return parts.join('');
  };
}

function compileObject(node: Expression & { type: 'ObjectExpression' }, around: Surroundings): Closure {
  const parts = node.properties.map((property): ((frame: Frame, into: Record<string, unknown>) => void) => {
    if (property.type === 'SpreadElement') {
      const spread = compileExpression(property.argument, around);
      return (frame, into) => spreadInto(into, spread(frame), frame.evaluation);
    }
    const value = compileExpression(property.value, around);
    if (property.computed) {
      const key = compileExpression(property.key, around);
      return (frame, into) => setOwn(into, toText(key(frame), frame.evaluation), value(frame));
    }
    const key =
      property.key.type === 'Identifier' ? property.key.name : String((property.key as { value?: unknown }).value);
    return (frame, into) => setOwn(into, key, value(frame));
  });
  return (frame) => {
    const object: Record<string, unknown> = {};
    for (const part of parts) part(frame, object);
    return object;
  };
}

function spreadInto(target: Record<string, unknown>, value: unknown, { budget }: Evaluation): void {
  const members = Object.entries(ownMembers(value));
  budget.list(members.length);
  for (const [key, member] of members) setOwn(target, key, member);
}

function compileConditional([test, consequent, alternate]: readonly Closure[]): Closure {
  return (frame) => (test!(frame) ? consequent!(frame) : alternate!(frame));
}

function compileLogical(operator: '&&' | '||' | '??', left: Closure, right: Closure): Closure {
  if (operator === '&&') return (frame) => left(frame) && right(frame);
  if (operator === '||') return (frame) => left(frame) || right(frame);
  return (frame) => left(frame) ?? right(frame);
}

function compileBinary(node: Expression & { type: 'BinaryExpression' }, around: Surroundings): Closure {
  const left = compileExpression(node.left as Expression, around);
  const right = compileExpression(node.right, around);
  const operate = binaryOperators[node.operator];
  return (frame) => operate(left(frame), right(frame), frame.evaluation);
}

function compileUnary(node: Expression & { type: 'UnaryExpression' }, around: Surroundings): Closure {
  if (node.operator === 'delete')
    throw new ExpressionError('expression_error', say('refused_word', { word: 'delete' }));
  const argument = compileExpression(node.argument, around);
  const operate = unaryOperators[node.operator];
  return (frame) => operate(argument(frame), frame.evaluation);
}
