import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { hint, say, type Said } from '#lib/shared/say.ts';

type Descriptions = readonly (NodeTypeDescription | undefined)[];

/** Nodes lie in containers that exist, not in themselves, not too deep; triggers lie in none. */
export function checkParents(definition: WorkflowDefinition, descriptions: Descriptions): Problem[] {
  const nodes = new Map(definition.nodes.map((node, index) => [node.id, { node, role: descriptions[index]?.role }]));
  const depths = new Map<string, number>();
  return definition.nodes.flatMap((node, index) => {
    if (node.parentId == null) return [];
    const parent = nodes.get(node.parentId);
    if (!parent) return [wrongParent(node, say('parent_missing', { node: node.key, parent: node.parentId }))];
    if (parent.role !== undefined && parent.role !== 'container')
      return [wrongParent(node, say('parent_no_container', { node: node.key, parent: node.parentId }))];
    if (descriptions[index]?.role === 'trigger')
      return [wrongParent(node, say('trigger_in_loop', { node: node.key, parent: parent.node.key }))];
    const depth = depthOf(node, nodes, depths);
    if (depth === Infinity) return [wrongParent(node, say('parent_itself', { node: node.key }))];
    if (descriptions[index]?.role === 'container' && depth + 1 > limits.loopDepth) return [tooDeep(node)];
    return [];
  });
}

/** How many containers lie around a node; `Infinity` if they go round in a circle. */
function depthOf(
  node: WorkflowNode,
  nodes: ReadonlyMap<string, { node: WorkflowNode }>,
  depths: Map<string, number>,
): number {
  const path: string[] = [];
  const onPath = new Set<string>();
  let at: WorkflowNode | undefined = node;
  while (at && !depths.has(at.id) && !onPath.has(at.id)) {
    path.push(at.id);
    onPath.add(at.id);
    at = at.parentId == null ? undefined : nodes.get(at.parentId)?.node;
  }
  let depth = at === undefined ? -1 : (depths.get(at.id) ?? Infinity);
  for (const id of path.reverse()) depths.set(id, ++depth);
  return depth;
}

function wrongParent(node: WorkflowNode, said: Said): Problem {
  return { severity: 'error', code: 'wrong_parent', nodeId: node.id, ...hint(said, 'hint_move_out') };
}

function tooDeep(node: WorkflowNode): Problem {
  const said = say('loops_too_deep', { node: node.key, limit: limits.loopDepth });
  return { severity: 'error', code: 'limit_exceeded', nodeId: node.id, ...hint(said, 'hint_call_workflow') };
}

/** An edge joins two nodes of one level: none leads into a loop or out of it. */
export function checkBorders(definition: WorkflowDefinition): Problem[] {
  const nodes = new Map(definition.nodes.map((node) => [node.id, node]));
  return definition.edges.flatMap((edge): Problem[] => {
    const source = nodes.get(edge.source.node);
    const target = nodes.get(edge.target.node);
    if (!source || !target || (source.parentId ?? null) === (target.parentId ?? null)) return [];
    const said = say('edge_across_border', { node: source.key, other: target.key });
    return [{ severity: 'error', code: 'edge_across_border', edgeId: edge.id, ...hint(said, 'hint_connect_loop') }];
  });
}
