import type { Template } from '#lib/contracts/api/catalogue.ts';
import { workflowDefinitionSchema, type WorkflowDefinitionInput } from '#lib/contracts/definition.ts';

type NodeInput = WorkflowDefinitionInput['nodes'][number];
/** A node with its key as id. */
export type TemplateNode = Omit<NodeInput, 'id' | 'position'> & { at: [column: number, row: number] };
/** `from.port > to`, for instance `check.true > approve`; the port is `out` if it is left out. */
type Wire = `${string} > ${string}`;

const COLUMN_PX = 280;
const ROW_PX = 160;

interface TemplateInput extends Omit<Template, 'definition'> {
  nodes: TemplateNode[];
  wires: Wire[];
}

/** Writes a template down without ids and pixels. */
export function template({ nodes, wires, ...about }: TemplateInput): Template {
  const definition = workflowDefinitionSchema.parse({
    schemaVersion: 1,
    nodes: nodes.map(({ at: [column, row], ...node }) => ({
      ...node,
      id: node.key,
      position: { x: column * COLUMN_PX, y: row * ROW_PX },
    })),
    edges: wires.map((wire, index) => {
      const [from = '', target = ''] = wire.split(' > ');
      const [source = '', port = 'out'] = from.split('.');
      return { id: `e${index + 1}`, source: { node: source, port }, target: { node: target, port: 'in' } };
    }),
  });
  return { ...about, definition };
}
