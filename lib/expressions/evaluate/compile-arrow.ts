import type { ArrowFunctionExpression, Expression, ObjectPattern, Pattern } from 'acorn';
import { boundNames } from '../parse/references.ts';
import { Callable } from './callable.ts';
import { ownMembers, setOwn, toList, toText } from './coerce.ts';
import { getMember } from './member.ts';
import type { Closure, Frame, Surroundings } from './surroundings.ts';

/** Writes a given value into the slots of a frame. */
type Binder = (frame: Frame, value: unknown) => void;

/** An arrow. Each call gets a frame of its own with one slot for each name. */
export function compileArrow(node: ArrowFunctionExpression, around: Surroundings): Closure {
  const names = node.params.flatMap(boundNames);
  const inner: Surroundings = { ...around, names: [names, ...around.names] };
  const body = around.compile(node.body as Expression, inner);
  const bind = compileParameters(node.params, names, inner);
  return (outer) =>
    new Callable('arrow', (args) => {
      const { budget } = outer.evaluation;
      budget.work(1);
      budget.enter();
      const frame: Frame = { evaluation: outer.evaluation, slots: [], parent: outer };
      bind(frame, args);
      const result = body(frame);
      budget.leave();
      return result;
    });
}

function compileParameters(
  params: readonly Pattern[],
  names: readonly string[],
  around: Surroundings,
): (frame: Frame, args: readonly unknown[]) => void {
  if (params.every(({ type }) => type === 'Identifier')) {
    return (frame, args) => {
      for (let at = 0; at < params.length; at++) frame.slots.push(args[at]);
    };
  }
  const binders = params.map((parameter) => compileBinder(parameter, names, around));
  return (frame, args) => {
    binders.forEach((bind, at) => bind(frame, params[at]!.type === 'RestElement' ? args.slice(at) : args[at]));
  };
}

function compileBinder(pattern: Pattern, names: readonly string[], around: Surroundings): Binder {
  switch (pattern.type) {
    case 'Identifier': {
      const slot = names.lastIndexOf(pattern.name);
      return (frame, value) => void (frame.slots[slot] = value);
    }
    case 'AssignmentPattern': {
      const bind = compileBinder(pattern.left, names, around);
      const fallback = around.compile(pattern.right, around);
      return (frame, value) => bind(frame, value === undefined ? fallback(frame) : value);
    }
    case 'RestElement':
      return compileBinder(pattern.argument, names, around);
    case 'ArrayPattern': {
      const { elements } = pattern;
      const binders = elements.map((element) => (element ? compileBinder(element, names, around) : () => {}));
      return (frame, value) => {
        const list = value === null || value === undefined ? [] : toList(value, frame.evaluation);
        binders.forEach((bind, at) => bind(frame, elements[at]?.type === 'RestElement' ? list.slice(at) : list[at]));
      };
    }
    case 'ObjectPattern':
      return compileObjectBinder(pattern, names, around);
    case 'MemberExpression':
      return () => {};
  }
}

/** Destructuring of null and undefined gives undefined, like the rest of a chain. */
function compileObjectBinder(pattern: ObjectPattern, names: readonly string[], around: Surroundings): Binder {
  const parts = pattern.properties.map((property): ((frame: Frame, value: unknown, taken: Set<string>) => void) => {
    if (property.type === 'RestElement') {
      const bind = compileBinder(property.argument, names, around);
      return (frame, value, taken) => bind(frame, membersWithout(value, taken));
    }
    const key = compilePropertyKey(property, around);
    const bind = compileBinder(property.value, names, around);
    return (frame, value, taken) => {
      const name = key(frame);
      taken.add(name);
      bind(frame, value === null || value === undefined ? undefined : getMember(value, name, frame.evaluation));
    };
  });
  return (frame, value) => {
    const taken = new Set<string>();
    for (const part of parts) part(frame, value, taken);
  };
}

function compilePropertyKey(
  property: { computed: boolean; key: Expression },
  around: Surroundings,
): (frame: Frame) => string {
  if (property.computed) {
    const key = around.compile(property.key, around);
    return (frame) => toText(key(frame), frame.evaluation);
  }
  const name =
    property.key.type === 'Identifier' ? property.key.name : String((property.key as { value?: unknown }).value);
  return () => name;
}

function membersWithout(value: unknown, taken: ReadonlySet<string>): Record<string, unknown> {
  const rest: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(ownMembers(value))) if (!taken.has(key)) setOwn(rest, key, member);
  return rest;
}
