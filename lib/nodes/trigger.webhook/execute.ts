import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { triggerWebhook } from './definition.ts';

export const executeTriggerWebhook: NodeExecutor<typeof triggerWebhook> = (context) => done(context.scope.input);
