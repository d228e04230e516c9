import type { BuiltInName } from '../parse/names.ts';
import { Callable, callables, Namespace, type Evaluation } from './callable.ts';
import { kindOfType, ownMembers, setOwn, toCallable, toList, toNumber, toOptionalNumber, toText } from './coerce.ts';
import { say } from '#lib/shared/say.ts';
import { ExpressionError } from './expression-error.ts';
import { parseJson, stringifyJson } from './json-text.ts';
import { makeMap, makeSet } from './methods/collection.ts';
import { dateText, parseDate } from './methods/date-text.ts';
import { dateOfParts, makeDate } from './methods/date.ts';
import { getOwnEntry } from './methods/entry.ts';
import { groupList, groupsByText } from './methods/list.ts';

type Text = (text: string) => string;

/** A function of one text. */
function ofText(name: string, run: Text): Callable {
  return new Callable(name, ([text], evaluation) => {
    const given = toText(text, evaluation);
    evaluation.budget.text(given.length * 3);
    return run(given);
  });
}

const mathConstants = ['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2'] as const;
const mathFunctions = [
  ...([
    'abs',
    'acos',
    'acosh',
    'asin',
    'asinh',
    'atan',
    'atan2',
    'atanh',
    'cbrt',
    'ceil',
    'clz32',
    'cos',
    'cosh',
    'exp',
    'expm1',
    'floor',
    'fround',
  ] as const),
  ...([
    'hypot',
    'imul',
    'log',
    'log10',
    'log1p',
    'log2',
    'max',
    'min',
    'pow',
    'round',
    'sign',
    'sin',
    'sinh',
    'sqrt',
    'tan',
    'tanh',
    'trunc',
  ] as const),
];

function mathMembers(): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const name of mathConstants) members[name] = Math[name];
  for (const name of mathFunctions) {
    const run = Math[name] as (...numbers: number[]) => number;
    members[name] = new Callable(name, (args, evaluation) => run(...args.map((arg) => toNumber(arg, evaluation))));
  }
  return members;
}

/** Members of an object that functions take: fails on null and undefined, as JavaScript does. */
function membersOf(value: unknown, name: string, { budget }: Evaluation): Record<string, unknown> {
  if (value === null || value === undefined)
    throw new ExpressionError('expression_error', say('needs_object', { name, got: kindOfType(value) }));
  const members = ownMembers(typeof value === 'string' ? { ...value.split('') } : value);
  budget.work(Object.keys(members).length);
  return members;
}

function fromEntries(list: readonly unknown[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const pair of list) {
    const [key, value] = getOwnEntry(pair);
    setOwn(result, String(key), value);
  }
  return result;
}

const objectStatics = callables({
  keys: ([object], e) => Object.keys(membersOf(object, 'Object.keys', e)),
  values: ([object], e) => Object.values(membersOf(object, 'Object.values', e)),
  entries: ([object], e) => Object.entries(membersOf(object, 'Object.entries', e)),
  fromEntries: ([entries], e) => fromEntries(toList(entries, e)),
  // A copy: data is read-only.
  assign: ([target, ...sources], e) => {
    const result = membersOf(target, 'Object.assign', e);
    for (const source of sources)
      for (const [key, value] of Object.entries(ownMembers(source))) setOwn(result, key, value);
    return result;
  },
  groupBy: ([list, by], e) => groupsByText(toList(list, e), by, e),
  hasOwn: ([object, key], e) => Object.hasOwn(membersOf(object, 'Object.hasOwn', e), toText(key, e)),
  is: ([a, b]) => Object.is(a, b),
});

function listFrom([from, map]: readonly unknown[], evaluation: Evaluation): unknown[] {
  const list = isIterable(from) ? toList(from, evaluation) : arrayLike(from, evaluation);
  evaluation.budget.list(list.length);
  if (map === undefined) return [...list];
  const callable = toCallable(map, 'Array.from');
  return Array.from(list, (value, index) => callable.call(undefined, [value, index], evaluation));
}

function isIterable(value: unknown): boolean {
  return Array.isArray(value) || typeof value === 'string' || value instanceof Set || value instanceof Map;
}

function arrayLike(value: unknown, evaluation: Evaluation): unknown[] {
  const members = membersOf(value, 'Array.from', evaluation);
  const length = Math.max(0, Math.trunc(toNumber(members.length ?? 0, evaluation)) || 0);
  evaluation.budget.list(length);
  return Array.from({ length }, (_, index) => members[index]);
}

function makeList(args: readonly unknown[], evaluation: Evaluation): unknown[] {
  if (args.length !== 1 || typeof args[0] !== 'number') return [...args];
  evaluation.budget.list(Math.max(0, args[0]));
  return new Array<unknown>(args[0]);
}

const parsers = {
  parseFloat: new Callable('parseFloat', ([text], e) => parseFloat(toText(text, e))),
  parseInt: new Callable('parseInt', ([text, radix], e) => parseInt(toText(text, e), toOptionalNumber(radix, e))),
};

const numberStatics = {
  ...parsers,
  ...callables({
    isFinite: ([value]) => Number.isFinite(value),
    isInteger: ([value]) => Number.isInteger(value),
    isNaN: ([value]) => Number.isNaN(value),
    isSafeInteger: ([value]) => Number.isSafeInteger(value),
  }),
  EPSILON: Number.EPSILON,
  MAX_SAFE_INTEGER: Number.MAX_SAFE_INTEGER,
  MIN_SAFE_INTEGER: Number.MIN_SAFE_INTEGER,
  MAX_VALUE: Number.MAX_VALUE,
  MIN_VALUE: Number.MIN_VALUE,
  NaN: Number.NaN,
  POSITIVE_INFINITY: Infinity,
  NEGATIVE_INFINITY: -Infinity,
};

/** A class that expressions may construct with `new`, and test with `instanceof`. */
export interface Constructor {
  make: (args: readonly unknown[], evaluation: Evaluation) => object;
}

export const constructors: Readonly<Record<string, Constructor>> = {
  Date: { make: makeDate },
  Set: { make: makeSet },
  Map: { make: makeMap },
};

const needsNew = (name: string) => (): never => {
  throw new ExpressionError('expression_error', say('needs_new', { name }));
};

/** The built-in names and what they stand for. */
export const globals: Readonly<Record<BuiltInName, unknown>> = {
  Math: new Namespace(mathMembers()),
  JSON: new Namespace(
    callables({ parse: (args, e) => parseJson(args, e), stringify: (args, e) => stringifyJson(args, e) }),
  ),
  Object: new Callable('Object', ([value]) => value ?? {}, objectStatics),
  Array: new Callable(
    'Array',
    makeList,
    callables({ isArray: ([value]) => Array.isArray(value), from: listFrom, of: (args) => [...args] }),
  ),
  Number: new Callable('Number', (args, e) => (args.length === 0 ? 0 : toNumber(args[0], e)), numberStatics),
  String: new Callable(
    'String',
    (args, e) => (args.length === 0 ? '' : toText(args[0], e)),
    callables({
      fromCharCode: (codes, e) => String.fromCharCode(...codes.map((code) => toNumber(code, e))),
      fromCodePoint: (codes, e) => String.fromCodePoint(...codes.map((code) => toNumber(code, e))),
    }),
  ),
  Boolean: new Callable('Boolean', ([value]) => Boolean(value)),
  Date: new Callable(
    'Date',
    (_args, { scope }) => dateText(new Date(scope.now)),
    callables({
      now: (_args, { scope }) => scope.now,
      parse: ([text], e) => parseDate(toText(text, e)),
      UTC: (parts, e) => dateOfParts(parts, e),
    }),
  ),
  Set: new Callable('Set', needsNew('Set')),
  Map: new Callable(
    'Map',
    needsNew('Map'),
    callables({ groupBy: ([list, by], e) => groupList(toList(list, e), by, e) }),
  ),
  parseInt: parsers.parseInt,
  parseFloat: parsers.parseFloat,
  isNaN: new Callable('isNaN', ([value], e) => Number.isNaN(toNumber(value, e))),
  isFinite: new Callable('isFinite', ([value], e) => Number.isFinite(toNumber(value, e))),
  encodeURIComponent: ofText('encodeURIComponent', encodeURIComponent),
  decodeURIComponent: ofText('decodeURIComponent', decodeURIComponent),
  encodeURI: ofText('encodeURI', encodeURI),
  decodeURI: ofText('decodeURI', decodeURI),
  undefined,
  NaN: Number.NaN,
  Infinity,
};

/** `value instanceof constructor`; false for functions that are no class. */
export function isInstance(value: unknown, constructor: unknown): boolean {
  if (!(constructor instanceof Callable)) throw new ExpressionError('expression_error', say('no_class'));
  if (typeof value !== 'object' || value === null) return false;
  if (constructor === globals.Date) return value instanceof Date;
  if (constructor === globals.Set) return value instanceof Set;
  if (constructor === globals.Map) return value instanceof Map;
  if (constructor === globals.Array) return Array.isArray(value);
  return constructor === globals.Object;
}
