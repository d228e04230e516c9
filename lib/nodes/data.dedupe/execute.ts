import { identityOf } from '#lib/kit/compare-values.ts';
import { parseDataPath, valueAtPath } from '#lib/kit/data-path.ts';
import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataDedupe } from './definition.ts';

export const executeDataDedupe: NodeExecutor<typeof dataDedupe> = (_context, { items, by }) => {
  const path = parseDataPath(by ?? '', '/by');
  const seen = new Set<string>();
  return done(
    items.filter((item) => {
      const identity = identityOf(valueAtPath(item, path) ?? null);
      if (seen.has(identity)) return false;
      seen.add(identity);
      return true;
    }),
  );
};
