import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { DescribeNodeType, NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { checkSize } from './check-size.ts';
import { findCycles, topologicalOrder } from './graph.ts';
import { nearestName } from '#lib/expressions/parse/names.ts';
import { portsOf } from './ports.ts';

/** A wire by numbers: `source` and `target` are indices of nodes. */
export interface PlannedEdge {
  readonly index: number;
  readonly id: string;
  readonly source: number;
  readonly port: string;
  readonly target: number;
}

/** What an unhandled error of a node does: the effective `onError` (`semantics.md`, "Errors"). */
export type OnError = 'fail' | 'continue' | 'branch';

export interface PlannedNode {
  readonly index: number;
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly role: NodeTypeDescription['role'];
  readonly node: WorkflowNode;
  readonly description: NodeTypeDescription;
  readonly disabled: boolean;
  /** A disabled node lets its `out` edges be taken; types without `out` let nothing through. */
  readonly hasOut: boolean;
  /** A merge of mode `any`: ready at its first taken edge. */
  readonly joinsAny: boolean;
  readonly onError: OnError;
  /** Index of the container whose body it belongs to; -1 at the top level. */
  readonly parent: number;
  /** Indices of edges, in the order of `edges`. */
  readonly incoming: readonly number[];
  readonly outgoing: readonly number[];
}

/** A definition compiled to indexed arrays. Immutable; one for each version. */
export interface WorkflowPlan {
  readonly definition: WorkflowDefinition;
  readonly nodes: readonly PlannedNode[];
  readonly edges: readonly PlannedEdge[];
  readonly indexOfId: ReadonlyMap<string, number>;
  readonly indexOfKey: ReadonlyMap<string, number>;
  /** Enabled triggers, in the order of `nodes`. */
  readonly triggers: readonly number[];
  /** Every node after all that are upstream of it. */
  readonly order: readonly number[];
}

export type PlanResult = { ok: true; plan: WorkflowPlan } | { ok: false; problems: Problem[] };

/**
 * Compiles a definition. Fails only for what cannot run at all (`semantics.md`, "Execute refuses"): cycle, unknown type
 * or version, dangling edge, repeated key or id, wrong parent, a limit. Linear in nodes and edges.
 */
export function planWorkflow(definition: WorkflowDefinition, describe: DescribeNodeType): PlanResult {
  const size = checkSize(definition);
  if (size) return { ok: false, problems: [size] };
  const problems = [...checkLimits(definition), ...checkNames(definition)];
  const descriptions = definition.nodes.map((node) => describe(node.type, node.version));
  definition.nodes.forEach((node, index) => {
    if (!descriptions[index]) problems.push(unknownType(node, describe));
  });
  problems.push(...checkParents(definition, descriptions));
  const indexOfId = new Map(definition.nodes.map((node, index) => [node.id, index]));
  problems.push(...checkEdges(definition, descriptions, indexOfId));
  if (problems.length > 0) return { ok: false, problems };

  const edges = definition.edges.map((edge, index): PlannedEdge => ({
    index,
    id: edge.id,
    source: indexOfId.get(edge.source.node)!,
    port: edge.source.port,
    target: indexOfId.get(edge.target.node)!,
  }));
  const cycles = findCycles(definition.nodes.length, edges);
  if (cycles.length > 0) return { ok: false, problems: cycles.map((cycle) => cycleProblem(definition, cycle)) };
  const nodes = planNodes(definition, descriptions as NodeTypeDescription[], edges, indexOfId);
  const plan: WorkflowPlan = {
    definition,
    nodes,
    edges,
    indexOfId,
    indexOfKey: new Map(nodes.map((node) => [node.key, node.index])),
    triggers: nodes.filter((node) => node.role === 'trigger' && !node.disabled).map((node) => node.index),
    order: topologicalOrder(nodes.length, edges),
  };
  return { ok: true, plan };
}

function planNodes(
  definition: WorkflowDefinition,
  descriptions: readonly NodeTypeDescription[],
  edges: readonly PlannedEdge[],
  indexOfId: ReadonlyMap<string, number>,
): PlannedNode[] {
  const incoming = definition.nodes.map((): number[] => []);
  const outgoing = definition.nodes.map((): number[] => []);
  for (const edge of edges) {
    outgoing[edge.source]!.push(edge.index);
    incoming[edge.target]!.push(edge.index);
  }
  return definition.nodes.map((node, index): PlannedNode => {
    const description = descriptions[index]!;
    const errorWired = outgoing[index]!.some((edge) => edges[edge]!.port === 'error');
    return {
      index,
      id: node.id,
      key: node.key,
      type: node.type,
      role: description.role,
      node,
      description,
      disabled: node.disabled === true,
      hasOut: description.ports.out.some((rule) => 'each' in rule === false && rule.name === 'out'),
      joinsAny: description.role === 'merge' && node.config['mode'] === 'any',
      onError: effectiveOnError(node, description, errorWired),
      parent: node.parentId == null ? -1 : indexOfId.get(node.parentId)!,
      incoming: incoming[index]!,
      outgoing: outgoing[index]!,
    };
  });
}

/** No `onError` means `branch` if an edge leaves the `error` port, else `fail`; types without that port only `fail`. */
function effectiveOnError(node: WorkflowNode, description: NodeTypeDescription, errorWired: boolean): OnError {
  if (!description.ports.error) return 'fail';
  const wanted = node.policy?.onError ?? (errorWired ? 'branch' : 'fail');
  return wanted === 'branch' && !errorWired ? 'fail' : wanted;
}

function checkLimits(definition: WorkflowDefinition): Problem[] {
  const problems: Problem[] = [];
  for (const kind of ['nodes', 'edges'] as const) {
    const count = definition[kind].length;
    if (count <= limits[kind]) continue;
    problems.push({
      severity: 'error',
      code: 'limit_exceeded',
      path: `/${kind}`,
      message: `The workflow has ${count} ${kind}; at most ${limits[kind]} are allowed`,
      hint: 'Split it into several workflows',
    });
  }
  return problems;
}

function checkNames(definition: WorkflowDefinition): Problem[] {
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
        message: `The key "${node.key}" is used twice, by the nodes "${first}" and "${node.id}"`,
        hint: 'Give one of them another key: expressions name steps by key',
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
  return { severity: 'error', code: 'duplicate_id', ...place, path, message: `Two ${kind}s have the id "${id}"` };
}

function unknownType(node: WorkflowNode, describe: DescribeNodeType): Problem {
  const newest = describe(node.type, 1);
  return {
    severity: 'error',
    code: newest ? 'unknown_version' : 'unknown_type',
    nodeId: node.id,
    message: newest
      ? `Node "${node.key}": version ${node.version} of "${node.type}" is not known here`
      : `Node "${node.key}": there is no node type "${node.type}"`,
    hint: newest ? 'Update this installation, or use version 1' : 'Choose a node type of the palette',
  };
}

function checkParents(
  definition: WorkflowDefinition,
  descriptions: readonly (NodeTypeDescription | undefined)[],
): Problem[] {
  const roles = new Map(definition.nodes.map((node, index) => [node.id, descriptions[index]?.role]));
  return definition.nodes
    .filter((node) => node.parentId != null && roles.get(node.parentId) !== 'container')
    .map((node) => ({
      severity: 'error',
      code: 'wrong_parent',
      nodeId: node.id,
      message: roles.has(node.parentId!)
        ? `Node "${node.key}" lies in "${node.parentId}", which is no container`
        : `Node "${node.key}" lies in "${node.parentId}", which does not exist`,
      hint: 'Move the node out to the canvas',
    }));
}

function checkEdges(
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
    message: `The edge "${edgeId}" ends at "${missing}", which does not exist`,
    hint: 'Delete the edge',
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
  return {
    severity: 'error',
    code: 'unknown_port',
    edgeId,
    nodeId: node.id,
    message: `Node "${node.key}" has no port "${port}" ${direction === 'in' ? 'in' : 'out'}`,
    hint: near ? `Did you mean "${near}"?` : known.length > 0 ? `It has: ${known.join(', ')}` : 'Delete the edge',
  };
}

function cycleProblem(definition: WorkflowDefinition, cycle: { nodes: number[]; edge: number }): Problem {
  const keys = cycle.nodes.map((index) => definition.nodes[index]!.key);
  return {
    severity: 'error',
    code: 'cycle',
    nodeId: definition.nodes[cycle.nodes[0]!]!.id,
    edgeId: definition.edges[cycle.edge]!.id,
    message: `These nodes form a circle: ${[...keys, keys[0]].join(' -> ')}`,
    hint: 'Remove one of the edges; a workflow only goes forward',
  };
}
