import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { logicMerge } from './definition.ts';

/** The engine decides when a merge is ready, and which edges `incoming` holds: of `any` only the first. */
export const executeLogicMerge: NodeExecutor<typeof logicMerge> = (context, config) => {
  if (config.mode === 'any') return done(context.incoming[0]?.output);
  return done(Object.fromEntries(context.incoming.map(({ key, output }) => [key, output])));
};
