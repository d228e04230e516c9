import type { WorkflowDefinitionInput } from '../../lib/contracts/definition.ts';
import { workflowFileSchema, type WorkflowFile } from '../../lib/contracts/api/workflows.ts';

type Node = WorkflowDefinitionInput['nodes'][number];
type Row = Pick<WorkflowDefinitionInput, 'nodes' | 'edges'>;

/** A tool that waits for an outside request; its name. A `write` is not repeated once it may have happened. */
export interface HeldTool {
  name: string;
  effect: 'read' | 'write';
}

/** What is held is released by the tests, however long a busy machine takes until then. */
const TIMEOUT_MS = 240_000;

/** The tool `echo`, which answers at once, and held ones: each waits for a request to `/` and its name at the origin. */
export function heldWorkflow(origin: string, heldTools: readonly HeldTool[]): WorkflowFile {
  const tools = [echo(), ...heldTools.map((tool) => held(tool, origin))];
  return workflowFileSchema.parse({
    format: 'toolwright.workflow',
    formatVersion: 1,
    name: 'Held',
    definition: {
      schemaVersion: 1,
      settings: { timeoutMs: TIMEOUT_MS },
      nodes: tools.flatMap(({ nodes }) => nodes),
      edges: tools.flatMap(({ edges }) => edges),
    },
  });
}

function echo(): Row {
  return row([trigger('echo'), node('echoReturn', 'core.return', { value: { text: '{{ input.text }}' } })]);
}

function held({ name, effect }: HeldTool, origin: string): Row {
  return row([
    trigger(name),
    node(`${name}Fetch`, 'http.request', {
      method: effect === 'read' ? 'GET' : 'POST',
      url: `${origin}/${name}`,
      timeoutMs: TIMEOUT_MS,
    }),
    node(`${name}Return`, 'core.return', { value: `{{ steps.${name}Fetch.body }}` }),
  ]);
}

function trigger(name: string): Node {
  const inputSchema = { type: 'object', properties: { text: { type: 'string' } } };
  return node(name, 'trigger.tool', { name, description: `The tool ${name}`, inputSchema });
}

function node(key: string, type: string, config: Record<string, unknown>): Node {
  return { id: key, key, type, config };
}

/** Nodes, each wired to the next. */
function row(nodes: Node[]): Row {
  const edges = nodes.slice(1).map(({ id }, index) => ({
    id: `to-${id}`,
    source: { node: nodes[index]!.id, port: 'out' },
    target: { node: id, port: 'in' },
  }));
  return { nodes, edges };
}
