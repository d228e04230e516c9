import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { DescribeNodeType, NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { hint, say } from '#lib/shared/say.ts';
import { nearestName } from '#lib/expressions/parse/names.ts';
import { portsOf } from './ports.ts';

export function checkLimits(definition: WorkflowDefinition): Problem[] {
  const problems: Problem[] = [];
  for (const kind of ['nodes', 'edges'] as const) {
    const count = definition[kind].length;
    if (count <= limits[kind]) continue;
    problems.push({
      severity: 'error',
      code: 'limit_exceeded',
      path: `/${kind}`,
      ...hint(
        say(kind === 'nodes' ? 'too_many_nodes' : 'too_many_edges', { count, limit: limits[kind] }),
        'hint_split',
      ),
    });
  }
  return problems;
}

export function checkNames(definition: WorkflowDefinition): Problem[] {
  const problems: Problem[] = [];
  const ids = new Set<string>();
  const keys = new Map<string, string>();
  definition.nodes.forEach((node, index) => {
    if (ids.has(node.id)) problems.push(duplicateId('node', node.id, `/nodes/${index}/id`));
    ids.add(node.id);
    const first = keys.get(node.key);
    if (first === undefined) keys.set(node.key, node.id);
    else {
      problems.push({
        severity: 'error',
        code: 'duplicate_key',
        nodeId: node.id,
        ...hint(say('duplicate_key', { key: node.key, first, second: node.id }), 'hint_other_key'),
      });
    }
  });
  const edgeIds = new Set<string>();
  definition.edges.forEach((edge, index) => {
    if (edgeIds.has(edge.id)) problems.push(duplicateId('edge', edge.id, `/edges/${index}/id`));
    edgeIds.add(edge.id);
  });
  return problems;
}

function duplicateId(kind: 'node' | 'edge', id: string, path: string): Problem {
  const place = kind === 'node' ? { nodeId: id } : { edgeId: id };
  const said = say(kind === 'node' ? 'duplicate_node_id' : 'duplicate_edge_id', { id });
  return { severity: 'error', code: 'duplicate_id', ...place, path, ...said };
}

export function unknownType(node: WorkflowNode, describe: DescribeNodeType): Problem {
  const newest = describe(node.type, 1);
  return {
    severity: 'error',
    code: newest ? 'unknown_version' : 'unknown_type',
    nodeId: node.id,
    ...(newest
      ? hint(say('unknown_version', { node: node.key, version: node.version, type: node.type }), 'hint_update')
      : hint(say('unknown_type', { node: node.key, type: node.type }), 'hint_palette')),
  };
}

export function checkEdges(
  definition: WorkflowDefinition,
  descriptions: readonly (NodeTypeDescription | undefined)[],
  indexOfId: ReadonlyMap<string, number>,
): Problem[] {
  const problems: Problem[] = [];
  const ports = new Map<number, readonly string[]>();
  for (const edge of definition.edges) {
    for (const [end, direction] of [
      [edge.source, 'out'],
      [edge.target, 'in'],
    ] as const) {
      const index = indexOfId.get(end.node);
      if (index === undefined) {
        problems.push(danglingEdge(edge.id, end.node));
        continue;
      }
      const description = descriptions[index];
      if (!description) continue;
      const node = definition.nodes[index]!;
      let known: readonly string[] = description.ports.in ? ['in'] : [];
      if (direction === 'out') {
        known = ports.get(index) ?? portsOf(description, node.config);
        ports.set(index, known);
      }
      if (!known.includes(end.port)) problems.push(unknownPort(edge.id, node, end.port, known, direction));
    }
  }
  return problems;
}

function danglingEdge(edgeId: string, missing: string): Problem {
  return {
    severity: 'error',
    code: 'dangling_edge',
    edgeId,
    ...hint(say('dangling_edge', { edge: edgeId, end: missing }), 'hint_delete_edge'),
  };
}

function unknownPort(
  edgeId: string,
  node: WorkflowNode,
  port: string,
  known: readonly string[],
  direction: 'in' | 'out',
): Problem {
  const near = nearestName(port, known);
  const said = say(direction === 'in' ? 'unknown_port_in' : 'unknown_port_out', { node: node.key, port });
  const named = known.length > 0 ? hint(said, 'hint_it_has', { known }) : hint(said, 'hint_delete_edge');
  return {
    severity: 'error',
    code: 'unknown_port',
    edgeId,
    nodeId: node.id,
    ...(near ? hint(said, 'hint_did_you_mean', { near }) : named),
  };
}

export function cycleProblem(definition: WorkflowDefinition, cycle: { nodes: number[]; edge: number }): Problem {
  const keys = cycle.nodes.map((index) => definition.nodes[index]!.key);
  return {
    severity: 'error',
    code: 'cycle',
    nodeId: definition.nodes[cycle.nodes[0]!]!.id,
    edgeId: definition.edges[cycle.edge]!.id,
    ...hint(say('cycle', { circle: [...keys, keys[0]].join(' -> ') }), 'hint_remove_edge'),
  };
}
