import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { memoryGet } from './definition.ts';

export const executeMemoryGet: NodeExecutor<typeof memoryGet> = async (context, { key }) =>
  done(await context.memory.get(key));
