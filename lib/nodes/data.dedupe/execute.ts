import { identityOf } from '#lib/kit/compare-values.ts';
import { parseDataPath, valueAtPath } from '#lib/kit/data-path.ts';
import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataDedupe } from './definition.ts';

export const executeDataDedupe: NodeExecutor<typeof dataDedupe> = (context, { items, by }) => {
  const path = parseDataPath(by ?? '', '/by');
  const seen = new Set<string>();
  const kept: unknown[] = [];
  let next = 0;
  const lookAtNext = (): boolean => {
    if (next >= items.length) return false;
    const item: unknown = items[next++];
    const identity = identityOf(valueAtPath(item, path) ?? null);
    if (!seen.has(identity)) kept.push(item);
    seen.add(identity);
    return true;
  };
  return context.inTurns(lookAtNext, () => done(kept));
};
