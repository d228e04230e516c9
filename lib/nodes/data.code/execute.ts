import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { dataCode } from './definition.ts';

export const executeDataCode: NodeExecutor<typeof dataCode> = async (context, config) => {
  const { output } = await context.runCode(config.code);
  return done(output);
};
