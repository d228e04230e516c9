import type { NodeExecutor } from '#lib/kit/node-executor.ts';
import type { JsonObject } from '#lib/shared/json.ts';
import type { humanApproval } from './definition.ts';

export const executeHumanApproval: NodeExecutor<typeof humanApproval> = (context, config) => ({
  kind: 'approval',
  message: config.message,
  schema: (config.schema as JsonObject | undefined) ?? null,
  approvers: config.approvers && config.approvers.length > 0 ? config.approvers : null,
  until: context.now + config.timeoutMs,
  onTimeout: config.onTimeout,
  askCaller: config.caller === 'auto' ? 'auto' : config.caller === 'always',
});
