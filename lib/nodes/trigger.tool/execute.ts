import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { triggerTool } from './definition.ts';

/** The arguments were checked before the run; the trigger only hands them on. */
export const executeTriggerTool: NodeExecutor<typeof triggerTool> = (context) => done(context.scope.input);
