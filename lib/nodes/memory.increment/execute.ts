import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { memoryIncrement } from './definition.ts';

export const executeMemoryIncrement: NodeExecutor<typeof memoryIncrement> = async (
  context,
  { key, by, expiresInMs },
) => {
  const value = await context.effect((effectKey) =>
    context.memory.increment(key, by, { expiresInMs: expiresInMs ?? null, effectKey }),
  );
  return done({ value });
};
