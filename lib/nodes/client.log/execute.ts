import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { clientLog } from './definition.ts';

export const executeClientLog: NodeExecutor<typeof clientLog> = (context, { message, level, logger }) => {
  context.tellClient({ level, data: message, ...(logger && { logger }) });
  return done({ message });
};
