import type { Evaluation } from '../callable.ts';
import { joinList, setOwn, toCallable, toNumber, toOptionalNumber, toText } from '../coerce.ts';
import { hint, say } from '#lib/shared/say.ts';
import { ExpressionError } from '../expression-error.ts';
import { methodTable, readOnlyMethods, type MethodRun } from './method-table.ts';

type List = readonly unknown[];
type Callback = (value: unknown, index: number) => unknown;

/** The callback of a list method, called with element, index and list. */
function callback(args: readonly unknown[], list: List, name: string, evaluation: Evaluation): Callback {
  const callable = toCallable(args[0], name);
  return (value, index) => callable.call(undefined, [value, index, list], evaluation);
}

function reduce(list: List, args: readonly unknown[], name: 'reduce' | 'reduceRight', evaluation: Evaluation): unknown {
  const callable = toCallable(args[0], name);
  const step = (sum: unknown, value: unknown, index: number): unknown =>
    callable.call(undefined, [sum, value, index, list], evaluation);
  if (args.length > 1) return list[name](step, args[1] as null);
  if (list.length === 0)
    throw new ExpressionError('expression_error', hint(say('needs_start_value', { name }), 'hint_reduce'));
  return list[name](step);
}

/** A sorted copy; without a function by text, as JavaScript does, `undefined` last. */
export function sortList(list: List, compare: unknown, evaluation: Evaluation): unknown[] {
  evaluation.budget.list(list.length);
  if (compare !== undefined) {
    const callable = toCallable(compare, 'sort');
    return list.toSorted((a, b) => toNumber(callable.call(undefined, [a, b], evaluation), evaluation));
  }
  const keyed = list
    .filter((value) => value !== undefined)
    .map((value) => ({ value, text: toText(value, evaluation) }));
  keyed.sort((a, b) => {
    evaluation.budget.work(1);
    return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
  });
  const sorted: unknown[] = keyed.map(({ value }) => value);
  while (sorted.length < list.length) sorted.push(undefined);
  return sorted;
}

function flatten(list: List, depth: number, evaluation: Evaluation, into: unknown[] = []): unknown[] {
  for (const element of list) {
    evaluation.budget.work(1);
    if (Array.isArray(element) && depth >= 1) flatten(element, depth - 1, evaluation, into);
    else into.push(element);
    if (into.length % 1_024 === 0) evaluation.budget.list(into.length);
  }
  return into;
}

function made(list: unknown[], evaluation: Evaluation): unknown[] {
  evaluation.budget.list(list.length);
  return list;
}

const searching: Record<string, MethodRun<List>> = {
  at: (list, [index], e) => list.at(toNumber(index ?? 0, e)),
  every: (list, args, e) => list.every(callback(args, list, 'every', e)),
  find: (list, args, e) => list.find(callback(args, list, 'find', e)),
  findIndex: (list, args, e) => list.findIndex(callback(args, list, 'findIndex', e)),
  findLast: (list, args, e) => list.findLast(callback(args, list, 'findLast', e)),
  findLastIndex: (list, args, e) => list.findLastIndex(callback(args, list, 'findLastIndex', e)),
  forEach: (list, args, e) => list.forEach(callback(args, list, 'forEach', e)),
  includes: (list, [value, from], e) => list.includes(value, toOptionalNumber(from, e)),
  indexOf: (list, [value, from], e) => list.indexOf(value, toOptionalNumber(from, e)),
  lastIndexOf: (list, [value, ...from], e) =>
    from.length > 0 ? list.lastIndexOf(value, toNumber(from[0], e)) : list.lastIndexOf(value),
  some: (list, args, e) => list.some(callback(args, list, 'some', e)),
  reduce: (list, args, e) => reduce(list, args, 'reduce', e),
  reduceRight: (list, args, e) => reduce(list, args, 'reduceRight', e),
  join: (list, [separator], e) => joinList(list, separator === undefined ? ',' : toText(separator, e), e),
  toString: (list: List, _args: readonly unknown[], e: Evaluation) => joinList(list, ',', e),
};

const making: Record<string, MethodRun<List>> = {
  concat: (list, others, e) => {
    e.budget.list(others.reduce<number>((sum, other) => sum + (Array.isArray(other) ? other.length : 1), list.length));
    return list.concat(...others);
  },
  copyWithin: (list, [target, start, end], e) =>
    made([...list], e).copyWithin(toNumber(target, e), toNumber(start ?? 0, e), toOptionalNumber(end, e)),
  entries: (list, _args, e) => made([...list.entries()], e),
  fill: (list, [value, start, end], e) =>
    made([...list], e).fill(value, toOptionalNumber(start, e), toOptionalNumber(end, e)),
  filter: (list, args, e) => made(list.filter(callback(args, list, 'filter', e)), e),
  flat: (list, [depth], e) => flatten(list, depth === undefined ? 1 : toNumber(depth, e), e),
  flatMap: (list, args, e) => flatten(list.map(callback(args, list, 'flatMap', e)), 1, e),
  keys: (list, _args, e) => made([...list.keys()], e),
  map: (list, args, e) => made(list.map(callback(args, list, 'map', e)), e),
  reverse: (list, _args, e) => made(list.toReversed(), e),
  slice: (list, [start, end], e) => made(list.slice(toOptionalNumber(start, e), toOptionalNumber(end, e)), e),
  sort: (list, [compare], e) => sortList(list, compare, e),
  toReversed: (list, _args, e) => made(list.toReversed(), e),
  toSorted: (list, [compare], e) => sortList(list, compare, e),
  toSpliced: (list, args, e) => {
    const [start, count, ...items] = args;
    const kept =
      args.length === 1
        ? list.toSpliced(toNumber(start, e))
        : list.toSpliced(toNumber(start ?? 0, e), toNumber(count ?? 0, e), ...items);
    return made(kept, e);
  },
  values: (list, _args, e) => made([...list], e),
  with: (list, [index, value], e) => made(list.with(toNumber(index, e), value), e),
};

export const listMethods = methodTable<List>(
  'lists',
  (value): value is List => Array.isArray(value),
  (list) => list.length,
  {
    ...searching,
    ...making,
    ...readOnlyMethods(['push', 'pop', 'shift', 'unshift', 'splice'], 'hint_new_list'),
  },
);

/** `Object.groupBy` and `Map.groupBy`: the elements by what the function says of each. */
export function groupList(list: List, by: unknown, evaluation: Evaluation): Map<unknown, unknown[]> {
  const callable = toCallable(by, 'groupBy');
  return Map.groupBy(list, (value, index) => callable.call(undefined, [value, index], evaluation));
}

/** Groups as an object, keys as text. */
export function groupsByText(list: List, by: unknown, evaluation: Evaluation): Record<string, unknown> {
  const callable = toCallable(by, 'groupBy');
  const groups = Map.groupBy(list, (value, index) =>
    toText(callable.call(undefined, [value, index], evaluation), evaluation),
  );
  const result: Record<string, unknown> = {};
  for (const [key, values] of groups) setOwn(result, key, values);
  return result;
}
