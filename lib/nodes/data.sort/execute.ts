import { compareValues } from '#lib/kit/compare-values.ts';
import { parseDataPath, valueAtPath } from '#lib/kit/data-path.ts';
import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataSort } from './definition.ts';

export const executeDataSort: NodeExecutor<typeof dataSort> = (_context, { items, by, order }) => {
  const path = parseDataPath(by, '/by');
  const keyed = items.map((item) => ({ item, value: valueAtPath(item, path) ?? null }));
  const sign = order === 'asc' ? 1 : -1;
  keyed.sort((left, right) => {
    // What is missing comes last in both orders.
    if (left.value === null || right.value === null) return Number(left.value === null) - Number(right.value === null);
    return sign * compareValues(left.value, right.value);
  });
  return done(keyed.map(({ item }) => item));
};
