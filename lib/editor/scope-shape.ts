import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import { upstreamOf } from './connection-rules.ts';
import type { RunView } from './run-view.ts';
import { mergeShapes, shapeOfSchema, shapeOfValue, type Shape } from './shape.ts';
import type { EditorVariables } from './variables.ts';

/** Where an expression stands: everything that decides which names it may use. */
export interface ScopeSource {
  definition: WorkflowDefinition;
  describe: DescribeNodeType;
  nodeId: string;
  run: RunView | null;
  variables?: EditorVariables | null;
  /** The field is evaluated for each element: `item` and `index` exist. */
  perItem?: boolean;
  /** The field's texts may name secret variables. */
  carriesSecrets?: boolean;
}

const runShape: Shape = {
  type: 'object',
  members: {
    id: { type: 'string' },
    workflowId: { type: 'string' },
    version: { type: 'number | null' },
    trigger: { type: 'string' },
    startedAt: { type: 'string' },
  },
};

/** The names of an expression in this node, with what is known of them from schemas and from the last try. */
export function scopeShape(source: ScopeSource): Shape {
  const members: Record<string, Shape> = {
    input: inputShape(source),
    steps: { type: 'object', members: stepShapes(source) },
    vars: variablesShape(source),
    run: runShape,
  };
  if (source.perItem) Object.assign(members, { item: { type: 'any' }, index: { type: 'number' } });
  return { type: 'object', members };
}

function variablesShape({ variables, carriesSecrets }: ScopeSource): Shape {
  const plain: Shape = { type: 'object', members: {}, ...(variables && shapeOfValue(variables.values)) };
  if (!variables || !carriesSecrets) return plain;
  const secret = variables.secrets.map(({ name, hosts }) => [name, { type: 'secret', preview: hosts.join(', ') }]);
  return { ...plain, members: { ...plain.members, ...(Object.fromEntries(secret) as Record<string, Shape>) } };
}

/** `input` is the output of the trigger that leads here; of several, the one of the last try, else the first. */
function inputShape({ definition, describe, nodeId, run }: ScopeSource): Shape {
  const upstream = upstreamOf(definition.edges, nodeId);
  const isTrigger = (node: WorkflowNode): boolean => describe(node.type, node.version)?.role === 'trigger';
  const triggers = definition.nodes.filter(isTrigger);
  const leading = triggers.filter((node) => upstream.has(node.id));
  const candidates = leading.length > 0 ? leading : triggers;
  const trigger = candidates.find((node) => run?.steps.has(node.id)) ?? candidates[0];
  const promised = trigger ? shapeOfSchema(trigger.config.inputSchema) : { type: 'any' };
  const seen = run && run.input !== undefined && run.input !== null ? shapeOfValue(run.input) : null;
  return seen ? mergeShapes(promised, seen) : sampleShape(trigger, promised);
}

function sampleShape(trigger: WorkflowNode | undefined, promised: Shape): Shape {
  const sample = trigger?.config.sample;
  return sample === undefined ? promised : mergeShapes(promised, shapeOfValue(sample));
}

function stepShapes({ definition, describe, nodeId, run }: ScopeSource): Record<string, Shape> {
  const upstream = upstreamOf(definition.edges, nodeId);
  const shapes: Record<string, Shape> = {};
  for (const node of definition.nodes) {
    if (!upstream.has(node.id)) continue;
    const type = describe(node.type, node.version);
    const promised: Shape = { ...shapeOfSchema(type?.outputSchema), description: node.name || type?.title || node.key };
    const step = run?.steps.get(node.id);
    const output = step?.status === 'success' ? shapeOfValue(step.output) : null;
    shapes[node.key] = output ? mergeShapes(promised, output) : promised;
  }
  return shapes;
}
