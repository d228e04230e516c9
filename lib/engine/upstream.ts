import type { WorkflowPlan } from './plan.ts';

/** Answers "is `other` upstream of `node`?" in constant time; bit sets, made once for each plan. */
export interface Upstream {
  has(node: number, other: number): boolean;
}

const cache = new WeakMap<WorkflowPlan, Upstream>();

/**
 * Which steps a node may name in its expressions: those from which a path leads to it, and what is upstream of the loops
 * around it.
 */
export function upstreamOf(plan: WorkflowPlan): Upstream {
  let upstream = cache.get(plan);
  if (!upstream) cache.set(plan, (upstream = makeUpstream(plan)));
  return upstream;
}

function makeUpstream(plan: WorkflowPlan): Upstream {
  const words = Math.ceil(plan.nodes.length / 32);
  const bits = new Int32Array(plan.nodes.length * words);
  for (const node of plan.order) {
    const row = node * words;
    const { parent } = plan.nodes[node]!;
    if (parent >= 0) for (let word = 0; word < words; word++) bits[row + word]! |= bits[parent * words + word]!;
    for (const edgeIndex of plan.nodes[node]!.incoming) {
      const source = plan.edges[edgeIndex]!.source;
      for (let word = 0; word < words; word++) bits[row + word]! |= bits[source * words + word]!;
      bits[row + (source >> 5)]! |= 1 << (source & 31);
    }
  }
  return { has: (node, other) => (bits[node * words + (other >> 5)]! & (1 << (other & 31))) !== 0 };
}
