import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import { formInputSchema } from '#lib/engine/form-input-schema.ts';
import { promptInputSchema, resourceInputSchema } from '#lib/engine/primitive-input-schema.ts';
import { resolveChain } from './completion.ts';
import { loopsAround, upstreamIn } from './loop-scope.ts';
import { loopEntries } from './preview.ts';
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
    caller: {
      type: 'object | null',
      members: {
        kind: { type: 'string' },
        id: { type: 'string' },
        name: { type: 'string | null' },
        user: {
          type: 'object | null',
          members: { id: { type: 'string' }, email: { type: 'string' }, emailVerified: { type: 'boolean' } },
        },
      },
    },
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
  Object.assign(members, loopShapes(source));
  if (source.perItem) Object.assign(members, { item: { type: 'any' }, index: { type: 'number' } });
  return { type: 'object', members };
}

/** `item`, `index` and `loops` inside bodies: with the item of the last try, else with what is known of the list. */
function loopShapes(source: ScopeSource): Record<string, Shape> {
  const { definition, nodeId, run, variables } = source;
  const loops = loopsAround(definition, nodeId);
  if (loops.length === 0) return {};
  const seen = loopEntries(definition, nodeId, run, variables);
  const shapes = Object.fromEntries(
    loops.map((loop) => {
      const entry = seen[loop.key];
      const item = entry === undefined ? promisedItem(source, loop) : shapeOfValue(entry.item);
      const index: Shape = { type: 'number', ...(entry && { preview: String(entry.index) }) };
      return [loop.key, { type: 'object', members: { item, index }, description: loop.name || loop.key } as Shape];
    }),
  );
  const innermost = shapes[loops.at(-1)!.key]!.members!;
  return { item: innermost.item!, index: innermost.index!, loops: { type: 'object', members: shapes } };
}

const onePath = /^\{\{\s*([\w$.?[\]"']{1,500})\s*\}\}$/;

/** What the schemas say of a loop's items, if they come from one plain path. */
function promisedItem(source: ScopeSource, loop: WorkflowNode): Shape {
  const path = typeof loop.config.items === 'string' ? onePath.exec(loop.config.items)?.[1] : undefined;
  const outside = path === undefined ? null : scopeShape({ ...source, nodeId: loop.id, perItem: false });
  return (outside && resolveChain(path!.replaceAll('?.', '.'), outside, '')?.item) ?? { type: 'any' };
}

function variablesShape({ variables, carriesSecrets }: ScopeSource): Shape {
  const plain: Shape = { type: 'object', members: {}, ...(variables && shapeOfValue(variables.values)) };
  if (!variables || !carriesSecrets) return plain;
  const secret = variables.secrets.map(({ name, hosts }) => [name, { type: 'secret', preview: hosts.join(', ') }]);
  return { ...plain, members: { ...plain.members, ...(Object.fromEntries(secret) as Record<string, Shape>) } };
}

/** `input` is the output of the trigger that leads here; of several, the one of the last try, else the first. */
function inputShape({ definition, describe, nodeId, run }: ScopeSource): Shape {
  const upstream = upstreamIn(definition, nodeId);
  const isTrigger = (node: WorkflowNode): boolean => describe(node.type, node.version)?.role === 'trigger';
  const triggers = definition.nodes.filter(isTrigger);
  const leading = triggers.filter((node) => upstream.has(node.id));
  const candidates = leading.length > 0 ? leading : triggers;
  const trigger = candidates.find((node) => run?.steps.has(node.id)) ?? candidates[0];
  const schema = trigger && promisedInput(trigger, describe);
  const promised = shapeOfSchema(schema);
  const seen = run && run.input !== undefined && run.input !== null ? shapeOfValue(run.input) : null;
  return seen ? mergeShapes(promised, seen) : sampleShape(trigger, promised);
}

function promisedInput({ type, version, config }: WorkflowNode, describe: DescribeNodeType): unknown {
  if (type === 'trigger.form') return formInputSchema(config);
  if (type === 'trigger.prompt') return promptInputSchema(config);
  if (type === 'trigger.resource') return resourceInputSchema(config);
  return config.inputSchema ?? describe(type, version)?.outputSchema;
}

function sampleShape(trigger: WorkflowNode | undefined, promised: Shape): Shape {
  const sample = trigger?.config.sample;
  return sample === undefined ? promised : mergeShapes(promised, shapeOfValue(sample));
}

function stepShapes({ definition, describe, nodeId, run }: ScopeSource): Record<string, Shape> {
  const upstream = upstreamIn(definition, nodeId);
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
