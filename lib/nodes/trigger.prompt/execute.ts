import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { triggerPrompt } from './definition.ts';

/** The arguments were checked before the run; the trigger only hands them on. */
export const executeTriggerPrompt: NodeExecutor<typeof triggerPrompt> = (context) => done(context.scope.input);
