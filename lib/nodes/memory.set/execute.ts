import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { memorySet } from './definition.ts';

export const executeMemorySet: NodeExecutor<typeof memorySet> = async (context, { key, value, expiresInMs }) => {
  await context.effect(() => context.memory.set(key, value, { expiresInMs: expiresInMs ?? null }));
  return done({ key });
};
