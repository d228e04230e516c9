import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { memoryDelete } from './definition.ts';

export const executeMemoryDelete: NodeExecutor<typeof memoryDelete> = async (context, { key }) =>
  done({ deleted: await context.effect(() => context.memory.delete(key)) });
