import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { triggerSchedule } from './definition.ts';

export const executeTriggerSchedule: NodeExecutor<typeof triggerSchedule> = (context) => done(context.scope.input);
