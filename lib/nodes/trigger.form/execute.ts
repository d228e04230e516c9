import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { triggerForm } from './definition.ts';

export const executeTriggerForm: NodeExecutor<typeof triggerForm> = (context) => done(context.scope.input);
