import { parseDataPath, valueAtPath } from '#lib/kit/data-path.ts';
import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataSort } from './definition.ts';
import { Sorting } from './sorting.ts';

export const executeDataSort: NodeExecutor<typeof dataSort> = (context, { items, by, order }) => {
  const path = parseDataPath(by, '/by');
  const sorting = new Sorting(items, (item) => valueAtPath(item, path) ?? null, order === 'asc' ? 1 : -1);
  return context.inTurns(
    () => sorting.goOn(),
    () => done(sorting.sorted),
  );
};
