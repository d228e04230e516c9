import { conditionIsTrue } from '#lib/kit/condition.ts';
import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataFilter } from './definition.ts';

export const executeDataFilter: NodeExecutor<typeof dataFilter> = (_context, { items, condition }) =>
  done(items.filter((item, index) => conditionIsTrue(condition.evaluate({ item, index }))));
