import fc from 'fast-check';
import { workflowDefinitionSchema, type WorkflowDefinition } from '#lib/contracts/definition.ts';

interface NodeSeed {
  type: 'call' | 'set' | 'if' | 'merge' | 'loop' | 'wait';
  disabled: boolean;
  /** A call that fails for this many of seven places; what happens then. */
  failing: number;
  onError: 'fail' | 'continue';
  items: number;
  concurrency: number;
  collect: boolean;
  /** Chooses an earlier loop, or none. */
  parent: number;
  weight: number;
  /** Choose earlier nodes of the same level, and one of their ports. */
  sources: { node: number; port: number }[];
}

/** Where a node is in its loops, as an expression. */
const place = (loops: readonly string[]): string =>
  ["'at'", ...loops.map((key) => `loops.${key}.index`)].join(" + '.' + ");

/**
 * Random definitions of calls, values, branches, merges and loops in loops. Only calls fail, as their address says, and at
 * the top level they handle it: what comes out is no matter of timing.
 */
export function randomLoops(more: readonly 'wait'[] = []): fc.Arbitrary<WorkflowDefinition> {
  const seed: fc.Arbitrary<NodeSeed> = fc.record({
    type: fc.constantFrom<NodeSeed['type'][]>('call', 'call', 'set', 'if', 'merge', 'loop', 'loop', ...more),
    disabled: fc.nat(7).map((value) => value === 0),
    failing: fc.constantFrom(0, 0, 0, 1, 2),
    onError: fc.constantFrom('fail', 'continue'),
    items: fc.nat(3),
    concurrency: fc.integer({ min: 1, max: 4 }),
    collect: fc.boolean(),
    parent: fc.nat(99),
    weight: fc.nat(),
    sources: fc.array(fc.record({ node: fc.nat(99), port: fc.nat(9) }), { maxLength: 2 }),
  });
  return fc.array(seed, { minLength: 1, maxLength: 12 }).map(build);
}

interface Built {
  id: string;
  key: string;
  type: string;
  parentId: string | null;
  disabled: boolean;
  config: Record<string, unknown>;
  policy: Record<string, unknown>;
  ports: string[];
  weight: number;
}

function build(seeds: readonly NodeSeed[]): WorkflowDefinition {
  const start = { type: 'trigger.manual', parentId: null, disabled: false, config: {}, policy: {}, ports: ['out'] };
  const nodes: Built[] = [{ id: 'start', key: 'start', weight: 0, ...start }];
  const edges: Record<string, unknown>[] = [];
  const around = new Map<string | null, string[]>([[null, []]]);
  seeds.forEach((seed, index) => {
    const parents = [...around.keys()].filter((key) => around.get(key)!.length < 5);
    const parentId = parents[seed.parent % parents.length]!;
    const id = `n${index}`;
    const loops = around.get(parentId)!;
    const level = nodes.filter((node) => node.parentId === parentId);
    if (seed.type === 'loop') around.set(id, [...loops, id]);
    for (const [at, source] of seed.sources.entries()) {
      const from = level[source.node % level.length];
      if (!from) continue;
      const port = from.ports[source.port % from.ports.length]!;
      edges.push({ id: `e${index}-${at}`, source: { node: from.id, port }, target: { node: id, port: 'in' } });
    }
    nodes.push(nodeOf(id, seed, parentId, loops));
  });
  const shuffled = nodes.toSorted((a, b) => a.weight - b.weight);
  return workflowDefinitionSchema.parse({
    schemaVersion: 1,
    nodes: shuffled.map(({ ports: _ports, weight: _weight, ...node }) => node),
    edges,
  });
}

function nodeOf(id: string, seed: NodeSeed, parentId: string | null, loops: readonly string[]): Built {
  const handled = parentId === null ? 'continue' : seed.onError;
  const base = { id, key: id, parentId, disabled: seed.disabled, weight: seed.weight, policy: {}, ports: ['out'] };
  switch (seed.type) {
    case 'call': {
      const url = `https://api.test/${id}/${seed.failing}/{{ ${place(loops)} }}`;
      return { ...base, type: 'http.request', config: { method: 'GET', url }, policy: { onError: handled } };
    }
    case 'set':
      return { ...base, type: 'data.set', config: { value: `${id}{{ ${place(loops)} }}` } };
    case 'if':
      return {
        ...base,
        type: 'logic.if',
        config: { condition: `{{ (${place(loops)}).length % 2 === ${seed.items % 2} }}` },
        ports: ['true', 'false'],
      };
    case 'wait':
      return { ...base, type: 'logic.wait', config: { ms: 1_000 + seed.items } };
    case 'merge':
      return { ...base, type: 'logic.merge', config: { mode: 'all' } };
    case 'loop': {
      const items = Array.from({ length: seed.items }, (_, index) => index);
      const onItemError = seed.collect ? 'collect' : 'fail';
      const config = { items, concurrency: seed.concurrency, onItemError };
      return { ...base, type: 'logic.forEach', config, policy: { onError: handled } };
    }
  }
}

/** Does a call to this address fail? */
export function fails(url: string): boolean {
  const [, key, failing, at = ''] = new URL(url).pathname.split('/');
  let hash = 7;
  for (const letter of `${key}${at}`) hash = (hash * 31 + letter.charCodeAt(0)) % 1_009;
  return hash % 7 < Number(failing);
}
