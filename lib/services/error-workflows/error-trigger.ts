import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';

/** Whether an error workflow may start here. */
export function isErrorTrigger({ type, disabled }: WorkflowNode): boolean {
  return type === 'trigger.error' && disabled !== true;
}

/** Where a definition starts as an error workflow: its first enabled `trigger.error`, in the order of `nodes`. */
export function errorTriggerOf(definition: WorkflowDefinition): string | null {
  return definition.nodes.find(isErrorTrigger)?.key ?? null;
}

/** Whether a run that started at this trigger is an error run: such never start error runs. */
export function startsAtErrorTrigger(definition: WorkflowDefinition, triggerKey: string): boolean {
  return definition.nodes.some((node) => node.key === triggerKey && node.type === 'trigger.error');
}
