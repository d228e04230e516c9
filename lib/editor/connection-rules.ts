import type { WorkflowDefinition, WorkflowEdge, WorkflowNode } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import type { End, RefusalCode } from './command.ts';
import { hasInPort, nodeOutPorts } from './ports.ts';

/**
 * May this wire be drawn? `null` if so. The same rules while dragging and when the command is applied: from a port out
 * to a port in, not onto itself, not twice, no cycle, not across the border of a loop.
 */
export function connectionRefusal(
  definition: WorkflowDefinition,
  describe: DescribeNodeType,
  source: End,
  target: End,
): RefusalCode | null {
  const from = definition.nodes.find((node) => node.id === source.node);
  const to = definition.nodes.find((node) => node.id === target.node);
  if (!from || !to) return 'unknown_element';
  if (from.id === to.id) return 'self_connection';
  if (target.port !== 'in' || !hasInPort(to, describe)) return 'wrong_port';
  if (!nodeOutPorts(from, describe).some((port) => port.name === source.port)) return 'wrong_port';
  if ((from.parentId ?? null) !== (to.parentId ?? null)) return 'crosses_loop';
  if (definition.edges.some((edge) => isSameWire(edge, source, target))) return 'duplicate_edge';
  if (definition.edges.length >= limits.edges) return 'too_many_edges';
  if (reachable(definition.edges, to.id).has(from.id)) return 'cycle';
  return null;
}

/** The nodes to which a wire may be drawn from here: what `connectionRefusal` says of each, looked up at once. */
export function connectableFrom(
  definition: WorkflowDefinition,
  describe: DescribeNodeType,
  source: End,
): WorkflowNode[] {
  const from = definition.nodes.find((node) => node.id === source.node);
  if (!from || definition.edges.length >= limits.edges) return [];
  if (!nodeOutPorts(from, describe).some((port) => port.name === source.port)) return [];
  const closed = upstreamOf(definition.edges, from.id).add(from.id);
  for (const edge of definition.edges) {
    if (isSameWire(edge, source, { node: edge.target.node, port: 'in' })) closed.add(edge.target.node);
  }
  const parentId = from.parentId ?? null;
  return definition.nodes.filter(
    (node) => !closed.has(node.id) && (node.parentId ?? null) === parentId && hasInPort(node, describe),
  );
}

function isSameWire(edge: WorkflowEdge, source: End, target: End): boolean {
  return (
    edge.source.node === source.node &&
    edge.source.port === source.port &&
    edge.target.node === target.node &&
    edge.target.port === target.port
  );
}

/** Ids of all nodes that can be reached from this one along the edges, itself included. */
export function reachable(edges: readonly WorkflowEdge[], from: string): Set<string> {
  return walk(edges, from, (edge) => [edge.source.node, edge.target.node]);
}

/** Ids of all nodes from which this one can be reached, itself not included. */
export function upstreamOf(edges: readonly WorkflowEdge[], nodeId: string): Set<string> {
  const found = walk(edges, nodeId, (edge) => [edge.target.node, edge.source.node]);
  found.delete(nodeId);
  return found;
}

function walk(
  edges: readonly WorkflowEdge[],
  start: string,
  ends: (edge: WorkflowEdge) => [string, string],
): Set<string> {
  const next = new Map<string, string[]>();
  for (const edge of edges) {
    const [from, to] = ends(edge);
    const list = next.get(from);
    if (list) list.push(to);
    else next.set(from, [to]);
  }
  const found = new Set([start]);
  const open = [start];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const neighbour of next.get(id) ?? []) {
      if (!found.has(neighbour)) {
        found.add(neighbour);
        open.push(neighbour);
      }
    }
  }
  return found;
}
