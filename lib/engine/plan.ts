import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { DescribeNodeType, NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { Problem } from '#lib/contracts/problem.ts';
import { checkSize } from './check-size.ts';
import { findCycles, topologicalOrder, type GraphEdge } from './graph.ts';
import { checkBorders, checkParents } from './plan-parents.ts';
import { checkEdges, checkLimits, checkNames, cycleProblem, unknownType } from './plan-problems.ts';

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
  /** The level that holds it, and its index there. */
  readonly level: number;
  readonly place: number;
  /** Of a container: the level of its body; else -1. */
  readonly body: number;
  /** Indices of edges, in the order of `edges`. */
  readonly incoming: readonly number[];
  readonly outgoing: readonly number[];
}

/** A node as one level knows it: numbers are those of the level. */
export interface LevelNode {
  readonly index: number;
  readonly planned: PlannedNode;
  /** Indices of the level's edges, in the order of `edges`. */
  readonly incoming: readonly number[];
  readonly outgoing: readonly number[];
}

/** The top level of a workflow, or the body of a loop: what one run, or one item, goes through. Numbered by itself. */
export interface Level {
  /** The container whose body it is; -1 for the top level. */
  readonly container: number;
  readonly nodes: readonly LevelNode[];
  readonly edges: readonly { readonly port: string; readonly source: number; readonly target: number }[];
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
  /** The top level, then the bodies in the order of their containers. What runs, runs in levels. */
  readonly levels: readonly Level[];
  /** How the run can go: the edges, and from each container into its body. */
  readonly flow: readonly GraphEdge[];
  /** Every node after all that are upstream of it; bodies behind their containers. */
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
  problems.push(...checkParents(definition, descriptions), ...checkBorders(definition));
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
  const flow = [...edges, ...intoBodies(nodes, edges.length)];
  const plan: WorkflowPlan = {
    definition,
    nodes,
    edges,
    indexOfId,
    indexOfKey: new Map(nodes.map((node) => [node.key, node.index])),
    triggers: nodes.filter((node) => node.role === 'trigger' && !node.disabled).map((node) => node.index),
    levels: planLevels(nodes, edges),
    flow,
    order: topologicalOrder(nodes.length, flow),
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
  const bodies = new Map(
    definition.nodes.filter((_, index) => descriptions[index]!.role === 'container').map(({ id }, at) => [id, at + 1]),
  );
  const sizes = new Array<number>(bodies.size + 1).fill(0);
  return definition.nodes.map((node, index): PlannedNode => {
    const description = descriptions[index]!;
    const level = node.parentId == null ? 0 : bodies.get(node.parentId)!;
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
      level,
      place: sizes[level]!++,
      body: bodies.get(node.id) ?? -1,
      incoming: incoming[index]!,
      outgoing: outgoing[index]!,
    };
  });
}

/** Splits a plan into its levels; edges never cross a border. */
function planLevels(nodes: readonly PlannedNode[], edges: readonly PlannedEdge[]): Level[] {
  const containers = nodes.filter((node) => node.body >= 0).map((node) => node.index);
  const levels = [-1, ...containers].map((container) => ({
    container,
    nodes: [] as LevelNode[],
    edges: [] as { port: string; source: number; target: number }[],
  }));
  const local = edges.map((edge) => {
    const target = nodes[edge.target]!;
    const level = levels[target.level]!;
    return level.edges.push({ port: edge.port, source: nodes[edge.source]!.place, target: target.place }) - 1;
  });
  for (const planned of nodes) {
    const [incoming, outgoing] = [planned.incoming, planned.outgoing].map((list) => list.map((edge) => local[edge]!));
    levels[planned.level]!.nodes.push({ index: planned.place, planned, incoming: incoming!, outgoing: outgoing! });
  }
  return levels;
}

/** From each container to the nodes that start its body. */
function intoBodies(nodes: readonly PlannedNode[], firstIndex: number): GraphEdge[] {
  return nodes
    .filter((node) => node.parent >= 0 && node.incoming.length === 0)
    .map((node, at) => ({ index: firstIndex + at, source: node.parent, target: node.index }));
}

/** No `onError` means `branch` if an edge leaves the `error` port, else `fail`; types without that port only `fail`. */
function effectiveOnError(node: WorkflowNode, description: NodeTypeDescription, errorWired: boolean): OnError {
  if (!description.ports.error) return 'fail';
  const wanted = node.policy?.onError ?? (errorWired ? 'branch' : 'fail');
  return wanted === 'branch' && !errorWired ? 'fail' : wanted;
}
