import {
  workflowDefinitionSchema,
  type WorkflowDefinition,
  type WorkflowDefinitionInput,
} from '#lib/contracts/definition.ts';

type NodeInput = WorkflowDefinitionInput['nodes'][number];
type Part = Omit<NodeInput, 'id' | 'key'>;

/** Nodes in a row, each wired to the next at its port `out`; ids are the keys. */
export function chain(nodes: Record<string, Part>, settings?: WorkflowDefinitionInput['settings']): WorkflowDefinition {
  const keys = Object.keys(nodes);
  return workflowDefinitionSchema.parse({
    schemaVersion: 1,
    ...(settings && { settings }),
    nodes: keys.map((key) => ({ ...nodes[key], id: key, key })),
    edges: keys.slice(1).map((key, index) => ({
      id: `e${index}`,
      source: { node: keys[index], port: 'out' },
      target: { node: key, port: 'in' },
    })),
  });
}

export const toolTrigger = (name = 'echo'): Part => ({
  type: 'trigger.tool',
  config: {
    name,
    description: `The tool ${name}`,
    inputSchema: {
      type: 'object',
      properties: { text: { type: 'string' }, times: { type: 'integer', default: 1 } },
      required: ['text'],
    },
  },
});

/** A tool that returns its input's text; `answer` changes what it says, and with it the content hash. */
export function echoDefinition(answer = '{{ input.text }}', tool = 'echo'): WorkflowDefinition {
  return chain({
    start: toolTrigger(tool),
    end: { type: 'core.return', config: { value: { answer, times: '{{ input.times }}' } } },
  });
}

/** A tool that does not compile: its edge leads nowhere. */
export function brokenDefinition(): WorkflowDefinition {
  const definition = echoDefinition();
  return {
    ...definition,
    edges: [{ id: 'e0', source: { node: 'start', port: 'out' }, target: { node: 'nowhere', port: 'in' } }],
  };
}
