import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import { fieldsFromSchema, type SchemaField } from '#lib/contracts/schema-fields.ts';

const callable: ReadonlySet<string> = new Set(['trigger.tool', 'trigger.manual']);

/** The triggers by which another workflow can be called: enabled tool and manual ones. */
export function callableTriggers(definition: WorkflowDefinition): WorkflowNode[] {
  return definition.nodes.filter((node) => callable.has(node.type) && !node.disabled);
}

/** The trigger that a call would start: the named one, else the only one. */
export function calledTrigger(triggers: readonly WorkflowNode[], key: unknown): WorkflowNode | null {
  if (typeof key === 'string' && key !== '') return triggers.find((node) => node.key === key) ?? null;
  return triggers.length === 1 ? triggers[0]! : null;
}

/** What the call has to bring, one row a member; `null` if only JSON can say it. */
export function calledFields(trigger: WorkflowNode | null): SchemaField[] | null {
  const rows = trigger ? fieldsFromSchema(trigger.config.inputSchema) : null;
  return rows && rows.length > 0 ? rows : null;
}

/** The text in which a member of the input is edited. */
export function memberText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a typed text means for a member of that type: JSON where the type asks for it and the text is it. */
export function memberValue(text: string, type: SchemaField['type']): unknown {
  if (text === '') return undefined;
  if (type === 'string' || text.includes('{{')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
