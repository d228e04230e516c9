import { done, type NodeExecutor } from '#lib/kit/node-executor.ts';
import type { triggerResource } from './definition.ts';

/** The address was matched before the run; the trigger only hands it on. */
export const executeTriggerResource: NodeExecutor<typeof triggerResource> = (context) => done(context.scope.input);
