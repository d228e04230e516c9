import type { NodeExecutor } from '#lib/kit/node-executor.ts';
import type { JsonValue } from '#lib/shared/json.ts';
import type { logicWorkflow } from './definition.ts';

export const executeLogicWorkflow: NodeExecutor<typeof logicWorkflow> = (_context, { workflowId, trigger, input }) => ({
  kind: 'call',
  workflowId,
  trigger: trigger === undefined || trigger === '' ? null : trigger,
  input: (input ?? null) as JsonValue,
});
