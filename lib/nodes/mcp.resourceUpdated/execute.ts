import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { mcpResourceUpdated } from './definition.ts';

export const executeMcpResourceUpdated: NodeExecutor<typeof mcpResourceUpdated> = async (context, { uri }) => {
  await context.effect(() => context.resourceUpdated(uri));
  return done({ uri });
};
