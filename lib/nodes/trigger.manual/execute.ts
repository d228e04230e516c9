import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { triggerManual } from './definition.ts';

export const executeTriggerManual: NodeExecutor<typeof triggerManual> = (context) => done(context.scope.input);
