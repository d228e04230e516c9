import { readFixture } from '../../e2e/mcp/fixture.ts';
import { callTool } from '../../e2e/mcp/raw-call.ts';
import type { Builder } from '../../e2e/sign-up.ts';
import type { WorkflowDefinitionInput } from '../../lib/contracts/definition.ts';
import { workflowFileSchema, type WorkflowFile } from '../../lib/contracts/api/workflows.ts';
import { deployWorkflow } from '../deploy-workflow.ts';

/** Something that is done again and again. Rejects when the answer is not the right one. */
export interface Scenario {
  name: string;
  /** Times a second. */
  rate: number;
  /** Done so often, and then no more. */
  most?: number;
  once(): Promise<void>;
}

/** Each makes what it needs in a running product. A new one is a function here. */
export type MakeScenario = (builder: Builder, key: string) => Promise<Scenario>;

const ITEMS_A_RUN = 5_000;
/** What the requirement names. */
const ITEMS = 100_000;

export const scenarios: readonly MakeScenario[] = [
  async (builder, key) => {
    const { url } = await deployWorkflow(builder.client, readFixture('five-nodes'));
    return calling('five nodes', 40, { url, key }, ['greet', { name: 'Wilhelmina' }], 'Hello Wilhelmina');
  },
  async (builder, key) => {
    const { url } = await deployWorkflow(builder.client, codeWorkflow());
    return calling('code node', 5, { url, key }, ['count', { text: 'abc' }], '"length":3');
  },
  async (builder, key) => {
    const { url } = await deployWorkflow(builder.client, loopWorkflow());
    const loop = calling('loop', 0.5, { url, key }, ['loop', {}], `"items":${ITEMS_A_RUN}`);
    return { ...loop, name: `loop of ${ITEMS_A_RUN} items`, most: ITEMS / ITEMS_A_RUN };
  },
  async ({ client }) => {
    const { workflowId: id } = await deployWorkflow(client, { ...readFixture('one-node'), name: 'Queued' });
    const body = { trigger: 'echo', mode: 'async', input: { text: 'x' } } as const;
    return {
      name: 'queued run',
      rate: 2,
      once: async () => void (await client.call('executeWorkflow', { params: { id }, body })),
    };
  },
  async ({ client }) => ({
    name: 'REST read',
    rate: 5,
    once: async () => void (await client.call('listExecutions', { query: { limit: 20 } })),
  }),
];

function calling(
  name: string,
  rate: number,
  { url, key }: { url: string; key: string },
  call: readonly [tool: string, given: unknown],
  expected: string,
): Scenario {
  return {
    name,
    rate,
    once: async () => {
      const { status, isError, output } = await callTool(url, key, call);
      const said = JSON.stringify(output);
      if (status !== 200 || isError || !said.includes(expected)) throw new Error(`${status}: ${said.slice(0, 300)}`);
    },
  };
}

type Node = WorkflowDefinitionInput['nodes'][number];

function workflowFile(name: string, nodes: Node[], top: readonly string[]): WorkflowFile {
  const edges = top.slice(1).map((id, index) => ({
    id: `e${index}`,
    source: { node: top[index]!, port: 'out' },
    target: { node: id, port: 'in' },
  }));
  const definition = { schemaVersion: 1 as const, nodes, edges };
  return workflowFileSchema.parse({ format: 'toolwright.workflow', formatVersion: 1, name, definition });
}

function codeWorkflow(): WorkflowFile {
  const inputSchema = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] };
  return workflowFile(
    'Code',
    [
      node('start', 'trigger.tool', { name: 'count', description: 'Counts', inputSchema }),
      node('code', 'data.code', { code: 'return { length: input.text.length, at: new Array(100).fill(run.id) };' }),
      node('end', 'core.return', { value: { length: '{{ steps.code.length }}' } }),
    ],
    ['start', 'code', 'end'],
  );
}

function loopWorkflow(): WorkflowFile {
  return workflowFile(
    'Loop',
    [
      node('start', 'trigger.tool', { name: 'loop', description: 'Loops', inputSchema: { type: 'object' } }),
      node('list', 'data.code', { code: `return Array.from({ length: ${ITEMS_A_RUN} }, (_, index) => index);` }),
      node('each', 'logic.forEach', { items: '{{ steps.list }}', concurrency: 10, onItemError: 'fail' }),
      { ...node('twice', 'data.set', { value: '{{ item * 2 }}' }), parentId: 'each' },
      node('end', 'core.return', { value: { items: '{{ steps.each.length }}' } }),
    ],
    ['start', 'list', 'each', 'end'],
  );
}

function node(key: string, type: string, config: Record<string, unknown>): Node {
  return { id: key, key, type, config };
}
