import { workflowFileSchema, type WorkflowFile } from '../../lib/contracts/api/workflows.ts';

type Method = 'GET' | 'POST';

/**
 * Three tools: `echo` answers at once; `read` and `write` wait for a GET and a POST to `/read` and `/write` of the given
 * origin.
 */
export function heldWorkflow(origin: string): WorkflowFile {
  const tools = [echo(), held('read', 'GET', origin), held('write', 'POST', origin)];
  return workflowFileSchema.parse({
    format: 'toolwright.workflow',
    formatVersion: 1,
    name: 'Held',
    definition: {
      schemaVersion: 1,
      nodes: tools.flatMap(({ nodes }) => nodes),
      edges: tools.flatMap(({ edges }) => edges),
    },
  });
}

function echo(): ReturnType<typeof row> {
  return row([trigger('echo'), node('echoReturn', 'core.return', { value: { text: '{{ input.text }}' } })]);
}

function held(key: string, method: Method, origin: string): ReturnType<typeof row> {
  return row([
    trigger(key),
    node(`${key}Fetch`, 'http.request', { method, url: `${origin}/${key}` }),
    node(`${key}Return`, 'core.return', { value: `{{ steps.${key}Fetch.body }}` }),
  ]);
}

function trigger(name: string): ReturnType<typeof node> {
  const inputSchema = { type: 'object', properties: { text: { type: 'string' } } };
  return node(name, 'trigger.tool', { name, description: `The tool ${name}`, inputSchema });
}

function node(key: string, type: string, config: Record<string, unknown>) {
  return { id: key, key, type, config };
}

/** Nodes, each wired to the next. */
function row(nodes: ReturnType<typeof node>[]) {
  const edges = nodes.slice(1).map(({ id }, index) => ({
    id: `to-${id}`,
    source: { node: nodes[index]!.id, port: 'out' },
    target: { node: id, port: 'in' },
  }));
  return { nodes, edges };
}
