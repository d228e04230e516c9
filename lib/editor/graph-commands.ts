import type { WorkflowDefinition, WorkflowEdge, WorkflowNode } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { Change, ElementChange } from './change.ts';
import { refuse, type Command, type CommandContext, type CommandOutcome, type End } from './command.ts';
import { parentRefusal } from './body-commands.ts';
import { connectionRefusal } from './connection-rules.ts';
import { withBodies } from './containers.ts';
import { isValidKey, keysOf } from './node-keys.ts';
import { hasInPort, nodeOutPorts } from './ports.ts';

type CommandOf<T extends Command['type']> = Extract<Command, { type: T }>;

/** Adds a node and the wires that come with it: behind a port, before a port, or into the middle of an edge. */
export function addNode(
  definition: WorkflowDefinition,
  command: CommandOf<'addNode'>,
  context: CommandContext,
): CommandOutcome {
  const node = inBodyOfWire(definition, command);
  if (definition.nodes.length >= limits.nodes) return refuse('too_many_nodes');
  if (definition.nodes.some((other) => other.id === node.id)) return refuse('id_taken');
  if (!isValidKey(node.key)) return refuse('key_invalid');
  if (keysOf(definition.nodes).has(node.key)) return refuse('key_taken');
  const refusal = parentRefusal(definition, node, node.parentId ?? null, context.describe);
  if (refusal) return refuse(refusal);
  const change: Change = { nodes: [{ id: node.id, before: null, after: node, index: definition.nodes.length }] };
  const wires = wiresOf(definition, command, context);
  const edges = [...wires.removed, ...addedEdges(definition.edges.length - wires.removed.length, wires.added, context)];
  if (edges.length > 0) change.edges = edges;
  return { ok: true, change, select: [node.id] };
}

/** A node that comes with wires lies where they run: wires do not cross the border of a loop. */
function inBodyOfWire(
  definition: WorkflowDefinition,
  { node, from, to, splitEdge }: CommandOf<'addNode'>,
): WorkflowNode {
  const split = definition.edges.find((edge) => edge.id === splitEdge);
  const wired = (split?.source ?? from ?? to)?.node;
  const beside = definition.nodes.find((other) => other.id === wired);
  if (!beside || (beside.parentId ?? null) === (node.parentId ?? null)) return node;
  const { parentId: _, ...rest } = node;
  return beside.parentId == null ? rest : { ...rest, parentId: beside.parentId };
}

interface Wires {
  removed: ElementChange<WorkflowEdge>[];
  added: { source: End; target: End }[];
}

function wiresOf(definition: WorkflowDefinition, command: CommandOf<'addNode'>, { describe }: CommandContext): Wires {
  const { node } = command;
  const wires: Wires = { removed: [], added: [] };
  const firstOut = nodeOutPorts(node, describe)[0]?.name;
  const into = { node: node.id, port: 'in' };
  const takes = hasInPort(node, describe);
  const splitIndex = definition.edges.findIndex((edge) => edge.id === command.splitEdge);
  const split = definition.edges[splitIndex];
  if (split && takes) {
    wires.removed.push({ id: split.id, before: split, after: null, index: splitIndex });
    wires.added.push({ source: split.source, target: into });
    if (firstOut) wires.added.push({ source: { node: node.id, port: firstOut }, target: split.target });
    return wires;
  }
  const from = command.from;
  if (from && takes && isPort(definition, from, describe)) wires.added.push({ source: from, target: into });
  if (command.to && firstOut) wires.added.push({ source: { node: node.id, port: firstOut }, target: command.to });
  return wires;
}

function isPort(definition: WorkflowDefinition, end: End, describe: CommandContext['describe']): boolean {
  const node = definition.nodes.find((candidate) => candidate.id === end.node);
  return node !== undefined && nodeOutPorts(node, describe).some((port) => port.name === end.port);
}

function addedEdges(start: number, wires: Wires['added'], { newId }: CommandContext): ElementChange<WorkflowEdge>[] {
  return wires.map((wire, place) => {
    const id = newId();
    return { id, before: null, after: { id, ...wire }, index: start + place };
  });
}

/** Draws a wire, if the rules of `connection-rules.ts` allow it. */
export function connect(
  definition: WorkflowDefinition,
  command: CommandOf<'connect'>,
  context: CommandContext,
): CommandOutcome {
  const refusal = connectionRefusal(definition, context.describe, command.source, command.target);
  if (refusal) return refuse(refusal);
  const wire = { source: command.source, target: command.target };
  const edges = addedEdges(definition.edges.length, [wire], context);
  return { ok: true, change: { edges } };
}

/** Takes elements away, with the wires of nodes and the bodies of containers. Unknown ids are ignored. */
export function deleteElements(definition: WorkflowDefinition, ids: readonly string[]): Change {
  const gone = withBodies(definition, new Set(ids));
  const removed = <T extends { id: string }>(list: readonly T[], isGone: (element: T) => boolean): ElementChange<T>[] =>
    list.flatMap((before, index) => (isGone(before) ? [{ id: before.id, before, after: null, index }] : []));
  const change: Change = {};
  const nodes = removed(definition.nodes, (node) => gone.has(node.id));
  const edges = removed(
    definition.edges,
    (edge) => gone.has(edge.id) || gone.has(edge.source.node) || gone.has(edge.target.node),
  );
  const groups = removed(definition.layout?.groups ?? [], (group) => gone.has(group.id));
  const notes = removed(definition.layout?.notes ?? [], (note) => gone.has(note.id));
  if (nodes.length > 0) change.nodes = nodes;
  if (edges.length > 0) change.edges = edges;
  if (groups.length > 0) change.groups = groups;
  if (notes.length > 0) change.notes = notes;
  return change;
}

/** Sets one field. When that renames ports, their wires follow; wires of ports that vanish go. */
export function setConfig(
  definition: WorkflowDefinition,
  command: CommandOf<'setConfig'>,
  { describe }: CommandContext,
): CommandOutcome {
  const index = definition.nodes.findIndex((node) => node.id === command.nodeId);
  const before = definition.nodes[index];
  if (!before) return refuse('unknown_element');
  if (Object.is(before.config[command.field], command.value)) return { ok: true, change: {} };
  const config = { ...before.config, [command.field]: command.value };
  if (command.value === undefined) delete config[command.field];
  const after: WorkflowNode = { ...before, config };
  const change: Change = { nodes: [{ id: before.id, before, after, index }] };
  const edges = followPorts(definition.edges, before, after, describe);
  if (edges.length > 0) change.edges = edges;
  return { ok: true, change };
}

function followPorts(
  edges: readonly WorkflowEdge[],
  before: WorkflowNode,
  after: WorkflowNode,
  describe: CommandContext['describe'],
): ElementChange<WorkflowEdge>[] {
  const old = nodeOutPorts(before, describe).map((port) => port.name);
  const now = nodeOutPorts(after, describe).map((port) => port.name);
  const present = new Set(now);
  const renamed = new Map<string, string>();
  if (old.length === now.length) {
    old.forEach((name, place) => {
      if (!present.has(name) && !old.includes(now[place]!)) renamed.set(name, now[place]!);
    });
  }
  return edges.flatMap((edge, index): ElementChange<WorkflowEdge>[] => {
    if (edge.source.node !== before.id || !old.includes(edge.source.port) || present.has(edge.source.port)) return [];
    const port = renamed.get(edge.source.port);
    const moved = port ? { ...edge, source: { ...edge.source, port } } : null;
    return [{ id: edge.id, before: edge, after: moved, index }];
  });
}
