import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { triggerError } from './definition.ts';

export const executeTriggerError: NodeExecutor<typeof triggerError> = (context) => done(context.scope.input);
