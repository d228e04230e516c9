import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import { upstreamOf } from './connection-rules.ts';
import { containersAround } from './containers.ts';

/** The loops around a node, the outermost first. */
export function loopsAround({ nodes }: WorkflowDefinition, nodeId: string): WorkflowNode[] {
  const node = nodes.find((each) => each.id === nodeId);
  if (!node?.parentId) return [];
  return containersAround(node, new Map(nodes.map((each) => [each.id, each]))).toReversed();
}

/** Ids of the nodes whose outputs an expression here may name: what is upstream of it, and of the loops around it. */
export function upstreamIn(definition: WorkflowDefinition, nodeId: string): Set<string> {
  const upstream = upstreamOf(definition.edges, nodeId);
  for (const loop of loopsAround(definition, nodeId)) {
    for (const id of upstreamOf(definition.edges, loop.id)) upstream.add(id);
  }
  return upstream;
}
