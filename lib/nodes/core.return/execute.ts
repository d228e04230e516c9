import type { NodeExecutor } from '#lib/kit/node-executor.ts';
import type { coreReturn } from './definition.ts';

export const executeCoreReturn: NodeExecutor<typeof coreReturn> = (_context, config) => ({
  kind: 'return',
  output: config.value,
  isError: config.isError === true,
});
