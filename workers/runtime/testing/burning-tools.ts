import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';

type NodeInput = WorkflowDefinitionInput['nodes'][number];

/** A definition whose tool `tool` takes any object, runs the given nodes in a row and answers with its `text`. */
export function toolOf(
  middle: Pick<NodeInput, 'type' | 'config'>[],
  inputSchema: object = { type: 'object' },
): WorkflowDefinitionInput {
  const nodes: NodeInput[] = [
    { id: 'n0', key: 'start', type: 'trigger.tool', config: { name: 'tool', description: 'A tool', inputSchema } },
    ...middle.map((node, at) => ({ id: `n${at + 1}`, key: `step${at + 1}`, ...node })),
    { id: `n${middle.length + 1}`, key: 'result', type: 'core.return', config: { value: '{{ input.text }}' } },
  ];
  const edges = nodes.slice(1).map(({ id }, at) => ({
    id: `e${at}`,
    source: { node: `n${at}`, port: 'out' },
    target: { node: id, port: 'in' },
  }));
  return { schemaVersion: 1, nodes, edges };
}

const set = (value: unknown) => ({ type: 'data.set', config: { value } });
const work = '{{ "x,".repeat(20000).split(",").map(x => x + x + x).filter(x => x.length > 1).join("").length }}';

export const quietTool = toolOf([set('{{ input.text }}')]);

/** Tools that use what they can get: of the event loop, of the code's child, of the check of arguments. */
export const burningTools: Readonly<Record<string, { definition: WorkflowDefinitionInput; given: object }>> = {
  expressions: { definition: toolOf(Array.from({ length: 40 }, () => set(work))), given: { text: 'x' } },
  patterns: {
    definition: toolOf(Array.from({ length: 20 }, () => set('{{ /(a?){30}a{30}/.test("a".repeat(2000)) }}'))),
    given: { text: 'x' },
  },
  code: { definition: toolOf([{ type: 'data.code', config: { code: 'for (;;);' } }]), given: { text: 'x' } },
  payload: {
    definition: toolOf([], {
      type: 'object',
      properties: {
        list: { type: 'array', items: { anyOf: Array.from({ length: 100 }, (_, at) => ({ const: at })) } },
      },
    }),
    given: { text: 'x', list: Array.from({ length: 300_000 }, () => -1) },
  },
};
