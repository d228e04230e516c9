import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';

type Node = WorkflowDefinitionInput['nodes'][number];
type Tools = Record<string, { tasks?: string; does: Pick<Node, 'type' | 'config'>[] }>;

/** A workflow of tools, each of which does some things in a row. */
function toolsOf(tools: Tools, settings: WorkflowDefinitionInput['settings'] = {}): WorkflowDefinitionInput {
  const rows = Object.entries(tools).map(([name, { tasks, does }]) => [
    {
      id: name,
      key: name,
      type: 'trigger.tool',
      config: { name, description: name, inputSchema: { type: 'object' }, ...(tasks && { tasks }) },
    },
    ...does.map((node, at) => ({ ...node, id: `${name}${at}`, key: `${name}${at}` })),
  ]);
  const edges = rows.flatMap((row) =>
    row.slice(1).map(({ id }, at) => ({
      id: `to${id}`,
      source: { node: row[at]!.id, port: 'out' },
      target: { node: id, port: 'in' },
    })),
  );
  return { schemaVersion: 1, settings, nodes: rows.flat(), edges };
}

const answers = (value: unknown, more: object = {}) => ({ type: 'core.return', config: { value, ...more } });
const calls = (address: string) => ({ type: 'http.request', config: { method: 'GET', url: address } });
const asks = (field: string) => ({
  type: 'human.input',
  config: {
    message: `Which ${field}?`,
    schema: { type: 'object', properties: { [field]: { type: 'string' } }, required: [field] },
  },
});
const waits = (ms: number) => ({ type: 'logic.wait', config: { ms } });

/** Where its tools call: `slow` answers after as many ms as its path names, `gates` when the test says so. */
export interface TaskOrigins {
  slow: string;
  gates: string;
}

/** Tools of each kind that tasks can be made of. `held` waits for the gate that its caller names. */
export const taskTools = ({ slow, gates }: TaskOrigins): WorkflowDefinitionInput =>
  toolsOf({
    quick: { does: [answers({ quick: true })] },
    slow: { does: [calls(`${slow}/1200`), answers({ slow: true })] },
    held: { does: [calls(`${gates}/{{ input.gate }}`), answers({ slow: true })] },
    queuedHeld: { tasks: 'always', does: [calls(`${gates}/{{ input.gate }}`), answers('done')] },
    endless: { does: [calls(`${slow}/60000`)] },
    parked: { does: [waits(120_000), answers('late')] },
    job: {
      tasks: 'always',
      does: [calls(`${slow}/50`), answers('done', { content: [{ type: 'text', text: 'as content' }] })],
    },
    no: { tasks: 'always', does: [answers('not so', { isError: true })] },
    failing: { tasks: 'always', does: [{ type: 'core.fail', config: { message: 'It fails' } }] },
    broken: {
      tasks: 'always',
      does: [{ type: 'core.fail', config: { message: 'Nobody can help', asProtocolError: true } }],
    },
    only: { tasks: 'required', does: [answers('only')] },
    never: { tasks: 'never', does: [calls(`${slow}/1000`), answers('plain')] },
    ask: { tasks: 'always', does: [asks('name'), answers('{{ steps.ask0.data.name }}')] },
    who: { tasks: 'always', does: [answers('{{ run.caller.user.email }}')] },
  });
