import fc from 'fast-check';
import { workflowDefinitionSchema, type WorkflowDefinition } from '#lib/contracts/definition.ts';
import { describeTestType } from './node-types.ts';
import { portsOf } from '../ports.ts';

interface NodeSeed {
  type: string;
  disabled: boolean;
  any: boolean;
  /** Its place in the order of `nodes`. */
  weight: number;
  /** Edges into this node: numbers that choose an earlier node and one of its ports. */
  sources: { node: number; port: number }[];
}

/** Random acyclic definitions over the test types, with one trigger; `nodes` are in no particular order. */
export function randomDefinition(
  types: readonly string[] = ['act', 'act', 'if', 'switch', 'merge'],
): fc.Arbitrary<WorkflowDefinition> {
  const seed: fc.Arbitrary<NodeSeed> = fc.record({
    type: fc.constantFrom(...types),
    disabled: fc.nat(5).map((value) => value === 0),
    any: fc.boolean(),
    weight: fc.nat(),
    sources: fc.array(fc.record({ node: fc.nat(999), port: fc.nat(9) }), { maxLength: 3 }),
  });
  return fc.array(seed, { minLength: 1, maxLength: 14 }).map(build);
}

const configs: Readonly<Record<string, (seed: NodeSeed) => Record<string, unknown>>> = {
  merge: (seed) => ({ mode: seed.any ? 'any' : 'all' }),
  switch: () => ({ cases: [{ name: 'x' }, { name: 'y' }] }),
};

function build(seeds: readonly NodeSeed[]): WorkflowDefinition {
  const start = { id: 'n0', key: 'n0', type: 'start', disabled: false, config: {}, weight: 0 };
  const others = seeds.map((seed, index) => ({
    id: `n${index + 1}`,
    key: `n${index + 1}`,
    type: seed.type,
    disabled: seed.disabled,
    config: configs[seed.type]?.(seed) ?? {},
    weight: seed.weight,
  }));
  const nodes = [start, ...others];
  const edges = seeds.flatMap((seed, index) =>
    seed.sources.flatMap((source, at) => {
      const from = nodes[source.node % (index + 1)]!;
      const ports = portsOf(describeTestType(from.type, 1)!, from.config);
      if (ports.length === 0) return [];
      const end = { node: from.id, port: ports[source.port % ports.length]! };
      return [{ id: `e${index}-${at}`, source: end, target: { node: `n${index + 1}`, port: 'in' } }];
    }),
  );
  const shuffled = nodes.toSorted((a, b) => a.weight - b.weight).map(({ weight: _weight, ...node }) => node);
  return workflowDefinitionSchema.parse({ schemaVersion: 1, nodes: shuffled, edges });
}
