import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import { emptyDefinition } from '#lib/contracts/definition.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { CommandContext } from '../command.ts';
import { describeFrom } from '../store.ts';
import type { Timers } from '../timers.ts';

function aType(type: string, rest: Partial<NodeTypeDescription>): NodeTypeDescription {
  return {
    type,
    version: 1,
    title: type,
    description: `About ${type}`,
    category: 'data',
    icon: 'box',
    role: 'action',
    effect: 'pure',
    ports: { in: true, out: [{ name: 'out' }], error: false },
    policy: { retry: false, timeout: false },
    configSchema: { type: 'object', properties: {} },
    defaults: {},
    docs: '',
    aiDescription: '',
    keywords: [],
    ...rest,
  };
}

/** A small catalogue with every kind of port and field that the editor has to deal with. */
export const testTypes: NodeTypeDescription[] = [
  aType('start', {
    title: 'Tool',
    category: 'trigger',
    role: 'trigger',
    ports: { in: false, out: [{ name: 'out' }], error: false },
    configSchema: { type: 'object', properties: { inputSchema: { 'x-literal': true, 'x-control': 'schema' } } },
  }),
  aType('set', {
    title: 'Set',
    ports: { in: true, out: [{ name: 'out' }], error: true },
    configSchema: {
      type: 'object',
      properties: { value: { 'x-control': 'json' }, id: { type: 'string', 'x-literal': true } },
      required: ['value'],
    },
    summary: 'is {value}',
    defaults: { value: {} },
  }),
  aType('code', {
    title: 'Code',
    configSchema: { type: 'object', properties: { code: { 'x-literal': true, 'x-control': 'code' } } },
  }),
  aType('switch', {
    title: 'Switch',
    category: 'logic',
    ports: {
      in: true,
      out: [
        { each: 'cases', name: 'name' },
        { name: 'fallback', label: 'Otherwise' },
      ],
      error: false,
    },
  }),
  aType('each', {
    title: 'For each',
    category: 'logic',
    role: 'container',
    ports: { in: true, out: [{ name: 'out' }], error: true },
    configSchema: { type: 'object', properties: { items: { type: 'array', 'x-control': 'expression' } } },
    outputSchema: { type: 'array' },
  }),
  aType('end', { title: 'Return', category: 'output', role: 'return', ports: { in: true, out: [], error: false } }),
];

export const describeTest = describeFrom(testTypes);

/** Ids `id1`, `id2`, ... */
export function aContext(): CommandContext {
  let count = 0;
  return { describe: describeTest, newId: () => `id${(count += 1)}` };
}

export function aNode(key: string, type = 'set', rest: Partial<WorkflowNode> = {}): WorkflowNode {
  return { id: key, key, type, version: 1, name: '', position: { x: 0, y: 0 }, config: {}, ...rest };
}

/** Nodes, and edges written as `a -> b` or `a.port -> b`; their ids are `a-out-b` and `a-port-b`. */
export function aDefinition(nodes: WorkflowNode[], wires: string[] = []): WorkflowDefinition {
  const edges = wires.map((wire) => {
    const [from = '', to = ''] = wire.split(' -> ');
    const [node = '', port = 'out'] = from.split('.');
    return { id: `${node}-${port}-${to}`, source: { node, port }, target: { node: to, port: 'in' } };
  });
  return { ...emptyDefinition, nodes, edges };
}

/** Time that moves only when the test says so. */
export class TestTimers implements Timers {
  #now = 0;
  #tasks: { at: number; task: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const entry = { at: this.#now + ms, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  /** Runs what is due within `ms`, in order, and lets promises settle after each task. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#tasks.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#tasks = this.#tasks.filter((other) => other !== next);
      this.#now = next.at;
      next.task();
      await settled();
    }
    this.#now = end;
    await settled();
  }
}

/** Lets all promise callbacks run that are due now. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
