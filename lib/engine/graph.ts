/** Plain graph algorithms over numbered nodes. All are linear in nodes and edges. */
export interface GraphEdge {
  readonly index: number;
  readonly source: number;
  readonly target: number;
}

/** Kahn's order, ties in the order of numbers as they become free; nodes on or behind a cycle are left out. */
export function topologicalOrder(count: number, edges: readonly GraphEdge[]): number[] {
  const pending = new Int32Array(count);
  const next = adjacency(count, edges);
  for (const edge of edges) pending[edge.target]!++;
  const order: number[] = [];
  for (let node = 0; node < count; node++) if (pending[node] === 0) order.push(node);
  for (let at = 0; at < order.length; at++) {
    for (const edge of next[order[at]!]!) if (--pending[edge.target]! === 0) order.push(edge.target);
  }
  return order;
}

/** One cycle for each knot of the graph (at most 10): its nodes in walking order, and the edge that closes it. */
export function findCycles(count: number, edges: readonly GraphEdge[]): { nodes: number[]; edge: number }[] {
  const cycles: { nodes: number[]; edge: number }[] = [];
  let rest = edges;
  while (cycles.length < 10) {
    const free = new Set(topologicalOrder(count, rest));
    if (free.size === count) return cycles;
    const cycle = walkCycle(count, rest, free);
    const inside = new Set(cycle.nodes);
    cycles.push(cycle);
    rest = rest.filter((edge) => !inside.has(edge.source));
  }
  return cycles;
}

/** Walks backwards from a node that Kahn's order left out: each such node has a predecessor that was left out too. */
function walkCycle(
  count: number,
  edges: readonly GraphEdge[],
  free: ReadonlySet<number>,
): { nodes: number[]; edge: number } {
  const back = new Map<number, GraphEdge>();
  for (const edge of edges) {
    if (!free.has(edge.source) && !free.has(edge.target) && !back.has(edge.target)) back.set(edge.target, edge);
  }
  let node = 0;
  while (node < count && !back.has(node)) node++;
  const seenAt = new Map<number, number>();
  const path: GraphEdge[] = [];
  while (!seenAt.has(node)) {
    seenAt.set(node, path.length);
    const edge = back.get(node)!;
    path.push(edge);
    node = edge.source;
  }
  const loop = path.slice(seenAt.get(node)).reverse();
  const nodes = loop.map((edge) => edge.source);
  const first = nodes.indexOf(Math.min(...nodes));
  const turned = [...nodes.slice(first), ...nodes.slice(0, first)];
  const closing = loop.find((edge) => edge.target === turned[0])!;
  return { nodes: turned, edge: closing.index };
}

/** Which nodes can be reached from `start` (itself too), as flags by number. */
export function reachableFrom(start: number, count: number, edges: readonly GraphEdge[]): Uint8Array {
  const next = adjacency(count, edges);
  const reached = new Uint8Array(count);
  const queue = [start];
  reached[start] = 1;
  for (let at = 0; at < queue.length; at++) {
    for (const edge of next[queue[at]!]!) {
      if (reached[edge.target]) continue;
      reached[edge.target] = 1;
      queue.push(edge.target);
    }
  }
  return reached;
}

function adjacency(count: number, edges: readonly GraphEdge[]): GraphEdge[][] {
  const next = Array.from({ length: count }, (): GraphEdge[] => []);
  for (const edge of edges) next[edge.source]!.push(edge);
  return next;
}
