import type { NodeExecutor } from '#lib/kit/node-executor.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import type { humanInput } from './definition.ts';

export const executeHumanInput: NodeExecutor<typeof humanInput> = (context, config) => ({
  kind: 'input',
  message: config.message,
  schema: config.schema as JsonObject,
  approvers: config.approvers && config.approvers.length > 0 ? config.approvers : null,
  until: context.now + config.timeoutMs,
  onTimeout: config.onTimeout,
});
