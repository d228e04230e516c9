import type { WorkflowPlan } from './plan.ts';

/** By branching node: the port that must have been taken. */
export type NecessaryPorts = ReadonlyMap<number, string>;

const none: NecessaryPorts = new Map();

/**
 * For each node, the ports without which it cannot have been reached: what all its incoming edges agree on. Linear in
 * edges times branches; nodes between two branches share one map.
 */
export function necessaryPorts(plan: WorkflowPlan): NecessaryPorts[] {
  const necessary: NecessaryPorts[] = new Array<NecessaryPorts>(plan.nodes.length);
  const branches = branchingNodes(plan);
  for (const index of plan.order) {
    let common: NecessaryPorts | null = null;
    for (const edgeIndex of plan.nodes[index]!.incoming) {
      const { source, port } = plan.edges[edgeIndex]!;
      const before = necessary[source]!;
      const through = branches.has(source) ? new Map(before).set(source, port) : before;
      common = common === null || common === through ? through : agreement(common, through);
    }
    const { parent } = plan.nodes[index]!;
    necessary[index] = common ?? (parent >= 0 ? necessary[parent]! : none);
  }
  return necessary;
}

/** Nodes that are left by more than one port. */
function branchingNodes(plan: WorkflowPlan): Set<number> {
  const ports = new Map<number, string>();
  const branching = new Set<number>();
  for (const { source, port } of plan.edges) {
    const known = ports.get(source);
    if (known === undefined) ports.set(source, port);
    else if (known !== port) branching.add(source);
  }
  return branching;
}

function agreement(a: NecessaryPorts, b: NecessaryPorts): NecessaryPorts {
  const both = new Map<number, string>();
  for (const [node, port] of a) if (b.get(node) === port) both.set(node, port);
  return both;
}

/** Can two nodes never be reached in the same run? A node leaves by one port only. */
export function areExclusive(a: NecessaryPorts, b: NecessaryPorts): boolean {
  for (const [node, port] of a) {
    const other = b.get(node);
    if (other !== undefined && other !== port) return true;
  }
  return false;
}
