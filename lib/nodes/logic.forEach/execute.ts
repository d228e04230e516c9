import type { NodeExecutor } from '#lib/kit/node-executor.ts';
import type { logicForEach } from './definition.ts';

/** The runner drives the body; this only says over what. */
export const executeLogicForEach: NodeExecutor<typeof logicForEach> = (_context, config) => ({
  kind: 'loop',
  items: config.items,
  concurrency: config.concurrency,
  onItemError: config.onItemError,
});
