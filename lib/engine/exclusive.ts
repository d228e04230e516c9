import type { WorkflowPlan } from './plan.ts';

/** By branching node: the port that must have been taken. */
export type NecessaryPorts = ReadonlyMap<number, string>;

/**
 * For each node, the ports without which it cannot have been reached: what all its incoming edges agree on. Linear in
 * edges times branches.
 */
export function necessaryPorts(plan: WorkflowPlan): NecessaryPorts[] {
  const necessary: Map<number, string>[] = new Array<Map<number, string>>(plan.nodes.length);
  for (const index of plan.order) {
    let common: Map<number, string> | null = null;
    for (const edgeIndex of plan.nodes[index]!.incoming) {
      const { source, port } = plan.edges[edgeIndex]!;
      const through = new Map(necessary[source]!).set(source, port);
      common = common === null ? through : agreement(common, through);
    }
    const { parent } = plan.nodes[index]!;
    necessary[index] = common ?? new Map<number, string>(parent >= 0 ? necessary[parent] : undefined);
  }
  return necessary;
}

function agreement(a: ReadonlyMap<number, string>, b: ReadonlyMap<number, string>): Map<number, string> {
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
