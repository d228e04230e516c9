import { conditionIsTrue } from '#lib/kit/condition.ts';
import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataFilter } from './definition.ts';

export const executeDataFilter: NodeExecutor<typeof dataFilter> = (context, { items, condition }) => {
  const kept: unknown[] = [];
  let index = 0;
  const lookAtNext = (): boolean => {
    if (index >= items.length) return false;
    const item: unknown = items[index];
    if (conditionIsTrue(condition.evaluate({ item, index: index++ }))) kept.push(item);
    return true;
  };
  return context.inTurns(lookAtNext, () => done(kept));
};
