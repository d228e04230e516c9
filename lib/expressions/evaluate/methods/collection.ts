import { toCallable, toList } from '../coerce.ts';
import type { Evaluation } from '../callable.ts';
import { hint, say } from '#lib/shared/say.ts';
import { ExpressionError } from '../expression-error.ts';
import { getOwnEntry } from './entry.ts';
import { methodTable, readOnlyMethods } from './method-table.ts';

const isSet = (value: unknown): value is Set<unknown> => value instanceof Set;
const isMap = (value: unknown): value is Map<unknown, unknown> => value instanceof Map;

function otherSet(value: unknown, name: string): Set<unknown> {
  if (isSet(value)) return value;
  throw new ExpressionError('expression_error', hint(say('needs_set', { name }), 'hint_new_set'));
}

export const setMethods = methodTable<Set<unknown>>('sets', isSet, (set) => set.size, {
  has: (set, [value]) => set.has(value),
  keys: (set) => [...set],
  values: (set) => [...set],
  entries: (set) => [...set.entries()],
  forEach: (set, [each], e) => {
    const callable = toCallable(each, 'forEach');
    set.forEach((value) => callable.call(undefined, [value, value, set], e));
  },
  union: (set, [other]) => new Set([...set, ...otherSet(other, 'union')]),
  intersection: (set, [other]) => new Set([...set].filter((value) => otherSet(other, 'intersection').has(value))),
  difference: (set, [other]) => new Set([...set].filter((value) => !otherSet(other, 'difference').has(value))),
  isSubsetOf: (set, [other]) => [...set].every((value) => otherSet(other, 'isSubsetOf').has(value)),
  isSupersetOf: (set, [other]) => [...otherSet(other, 'isSupersetOf')].every((value) => set.has(value)),
  isDisjointFrom: (set, [other]) => [...set].every((value) => !otherSet(other, 'isDisjointFrom').has(value)),
  ...readOnlyMethods(['add', 'delete', 'clear'], 'hint_grown_set'),
});

export const mapMethods = methodTable<Map<unknown, unknown>>('maps', isMap, (map) => map.size, {
  get: (map, [key]) => map.get(key),
  has: (map, [key]) => map.has(key),
  keys: (map) => [...map.keys()],
  values: (map) => [...map.values()],
  entries: (map) => [...map.entries()],
  forEach: (map, [each], e) => {
    const callable = toCallable(each, 'forEach');
    map.forEach((value, key) => callable.call(undefined, [value, key, map], e));
  },
  ...readOnlyMethods(['set', 'delete', 'clear'], 'hint_grown_map'),
});

/** `new Set(list)`. */
export function makeSet([from]: readonly unknown[], evaluation: Evaluation): Set<unknown> {
  const list = from === undefined || from === null ? [] : toList(from, evaluation);
  evaluation.budget.list(list.length);
  return new Set(list);
}

/** `new Map(pairs)`. */
export function makeMap([from]: readonly unknown[], evaluation: Evaluation): Map<unknown, unknown> {
  const list = from === undefined || from === null ? [] : toList(from, evaluation);
  evaluation.budget.list(list.length);
  return new Map(list.map(getOwnEntry));
}
