import type { Template } from '#lib/contracts/api/catalogue.ts';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import { promptInputSchema, resourceStartSchema } from '#lib/engine/primitive-input-schema.ts';
import { isJsonObject } from '#lib/shared/json.ts';
import { sampleInput } from './sample-input.ts';

/** What a run that a person starts is asked for: the input of a tool or form, arguments, an address. */
export function startSchema({ type, config }: Pick<WorkflowNode, 'type' | 'config'>): unknown {
  if (type === 'trigger.prompt') return promptInputSchema(config);
  return type === 'trigger.resource' ? resourceStartSchema(config) : config.inputSchema;
}

/**
 * What a trigger's form starts from: the trigger's own sample, else the sample of the template that the trigger came
 * from, else what its schema suggests.
 */
export function startInput({ id, type, config }: WorkflowNode, templates: readonly Template[]): unknown {
  if (config.sample !== undefined) return config.sample;
  const asked = startSchema({ type, config });
  if (!isJsonObject(config.inputSchema)) return sampleInput(asked) ?? {};
  const schema = JSON.stringify(config.inputSchema);
  const origin = templates.find(({ definition }) =>
    definition.nodes.some(
      (node) => node.id === id && node.type === type && JSON.stringify(node.config.inputSchema) === schema,
    ),
  );
  return origin ? origin.sampleInput : (sampleInput(config.inputSchema) ?? {});
}
