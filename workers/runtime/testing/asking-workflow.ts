import type { WorkflowDefinitionInput } from '#lib/contracts/definition.ts';

type Node = WorkflowDefinitionInput['nodes'][number];
/** What its questions ask for. */
export const askedForm = {
  type: 'object',
  properties: { city: { type: 'string', minLength: 3 }, express: { type: 'boolean', default: false } },
  required: ['city'],
};

/** Triggers by name, and what each does in a row. `slowUrl`: of the harness. */
export function askingWorkflow(slowUrl: string, settings: object = {}): WorkflowDefinitionInput {
  const ask = (message: string, more: object = {}) => ({
    type: 'human.input',
    config: { message, schema: askedForm, timeoutMs: 600_000, ...more },
  });
  const approve = { type: 'human.approval', config: { message: 'Really?', timeoutMs: 600_000 } };
  const say = { type: 'client.log', config: { level: 'warning', message: 'Nearly there' } };
  const tool = (name: string) => ({
    type: 'trigger.tool',
    config: { name, description: name, inputSchema: { type: 'object' } },
  });
  const rows: Record<string, Pick<Node, 'type' | 'config'>[]> = {
    once: [tool('once'), ask('Where to?'), answer('{{ steps.once1.data }}')],
    twice: [
      tool('twice'),
      ask('From where?'),
      ask('Where to?'),
      say,
      answer('{{ steps.twice1.data.city }} to {{ steps.twice2.data.city }}'),
    ],
    model: [
      tool('model'),
      { type: 'client.ask', config: { ask: 'sample', message: 'Sum up' } },
      answer('{{ steps.model1.content.text }}'),
    ],
    read: [tool('read'), approve, answer('approved')],
    write: [tool('write'), approve, { type: 'memory.set', config: { key: 'k', value: 1 } }, answer('written')],
    named: [tool('named'), ask('Kim?', { approvers: ['kim@example.com'] }), answer('{{ steps.named1.data.city }}')],
    slow: [
      tool('slow'),
      ask('Where to?'),
      { type: 'http.request', config: { method: 'GET', url: `${slowUrl}/20000` } },
      answer('late'),
    ],
    brief: [
      { type: 'trigger.prompt', config: { name: 'brief' } },
      ask('On what?'),
      answer('About {{ steps.brief1.data.city }}'),
    ],
    doc: [
      { type: 'trigger.resource', config: { name: 'doc', uri: 'docs://one' } },
      ask('Which?'),
      answer('{{ steps.doc1.data.city }}'),
    ],
    shown: [
      tool('shown'),
      ask('Where to?'),
      {
        type: 'core.return',
        config: { value: '', content: [{ type: 'text', text: 'See {{ steps.shown1.data.city }}' }] },
      },
    ],
  };
  const nodes = Object.entries(rows).flatMap(([name, row]) =>
    row.map((node, at): Node => ({ ...node, id: `${name}${at}`, key: `${name}${at}` })),
  );
  const edges = Object.entries(rows).flatMap(([name, row]) =>
    row.slice(1).map((_node, at) => ({
      id: `${name}${at}`,
      source: { node: `${name}${at}`, port: row[at]!.type === 'human.approval' ? 'approved' : 'out' },
      target: { node: `${name}${at + 1}`, port: 'in' },
    })),
  );
  return { schemaVersion: 1, settings, nodes, edges };
}
const answer = (value: string) => ({ type: 'core.return', config: { value } });
