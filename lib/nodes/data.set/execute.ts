import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataSet } from './definition.ts';

export const executeDataSet: NodeExecutor<typeof dataSet> = (_context, config) => done(config.value);
