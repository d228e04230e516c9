import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import { limits } from '#lib/contracts/limits.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import { applyChange, type Change, type ElementChange } from './change.ts';
import {
  refuse,
  type Command,
  type CommandContext,
  type CommandOutcome,
  type Position,
  type RefusalCode,
} from './command.ts';
import {
  bodiesOf,
  bodyInset,
  boxOf,
  collapsedIn,
  containerBoxes,
  containersAround,
  isContainer,
  withBodies,
} from './containers.ts';
import { freePlaceIn } from './free-place.ts';
import { setCollapsed } from './layout-commands.ts';

type Moves = Extract<Command, { type: 'moveNodes' }>['moves'];

/**
 * Moves nodes, groups and notes. The body of a container goes with it; a move with `parentId` puts the node into that
 * container (or, with null, out of all), and takes the wires away that would cross a border then.
 */
export function moveNodes(definition: WorkflowDefinition, moves: Moves, context: CommandContext): CommandOutcome {
  const byId = new Map(definition.nodes.map((node) => [node.id, node]));
  const targets = new Map(moves.map((move) => [move.id, move]));
  for (const move of moves) {
    const node = byId.get(move.id);
    if (!node || move.parentId === undefined || move.parentId === (node.parentId ?? null)) continue;
    const refusal = parentRefusal(definition, node, move.parentId, context.describe);
    if (refusal) return refuse(refusal);
  }
  const change: Change = {};
  const nodes = movedNodes(definition, targets, byId);
  const groups = movedInLayout(definition.layout?.groups ?? [], targets);
  const notes = movedInLayout(definition.layout?.notes ?? [], targets);
  if (nodes.length > 0) change.nodes = nodes;
  if (groups.length > 0) change.groups = groups;
  if (notes.length > 0) change.notes = notes;
  const edges = crossing(definition, nodes);
  if (edges.length > 0) change.edges = edges;
  return { ok: true, change };
}

/** Why a node cannot lie in that container; `null` if it can. */
export function parentRefusal(
  definition: WorkflowDefinition,
  node: WorkflowNode,
  parentId: string | null,
  describe: DescribeNodeType,
): RefusalCode | null {
  if (parentId === null) return null;
  const byId = new Map(definition.nodes.map((each) => [each.id, each]));
  const parent = byId.get(parentId);
  if (!parent || !isContainer(parent, describe)) return 'unknown_element';
  if (describe(node.type, node.version)?.role === 'trigger') return 'trigger_in_loop';
  const around = [parent, ...containersAround(parent, byId)];
  if (around.some((container) => container.id === node.id)) return 'loop_in_itself';
  return isContainer(node, describe) && around.length + heightOf(definition, node, describe) > limits.loopDepth
    ? 'loops_too_deep'
    : null;
}

/** How many containers lie in one another here, this one counted. */
function heightOf(definition: WorkflowDefinition, node: WorkflowNode, describe: DescribeNodeType): number {
  const bodies = bodiesOf(definition);
  const height = (at: WorkflowNode, budget: number): number =>
    budget === 0 || !isContainer(at, describe)
      ? 0
      : 1 + Math.max(0, ...(bodies.get(at.id) ?? []).map((child) => height(child, budget - 1)));
  return height(node, limits.loopDepth + 1);
}

function movedNodes(
  definition: WorkflowDefinition,
  targets: ReadonlyMap<string, Moves[number]>,
  byId: ReadonlyMap<string, WorkflowNode>,
): ElementChange<WorkflowNode>[] {
  const shiftOf = (node: WorkflowNode): Position => {
    const leader = [node, ...containersAround(node, byId)].find((each) => targets.has(each.id));
    const target = leader && targets.get(leader.id);
    return target ? { x: target.x - leader.position.x, y: target.y - leader.position.y } : { x: 0, y: 0 };
  };
  return definition.nodes.flatMap((before, index) => {
    const parentId = targets.get(before.id)?.parentId;
    const stays = parentId === undefined || parentId === (before.parentId ?? null);
    const shift = shiftOf(before);
    if (stays && shift.x === 0 && shift.y === 0) return [];
    const position = { x: before.position.x + shift.x, y: before.position.y + shift.y };
    const after = { ...before, position, ...(stays ? {} : { parentId }) };
    return [{ id: before.id, before, after, index }];
  });
}

function movedInLayout<T extends { id: string; position: Position }>(
  list: readonly T[],
  targets: ReadonlyMap<string, Position>,
): ElementChange<T>[] {
  return list.flatMap((before, index) => {
    const to = targets.get(before.id);
    if (!to || (to.x === before.position.x && to.y === before.position.y)) return [];
    return [{ id: before.id, before, after: { ...before, position: { x: to.x, y: to.y } }, index }];
  });
}

/** Wires of nodes that changed their container, and now have an end on either side of a border. */
function crossing(
  { edges, nodes }: WorkflowDefinition,
  moved: readonly ElementChange<WorkflowNode>[],
): NonNullable<Change['edges']> {
  const changed = moved.filter(({ before, after }) => (before?.parentId ?? null) !== (after?.parentId ?? null));
  if (changed.length === 0) return [];
  const parents = new Map(nodes.map((node) => [node.id, node.parentId ?? null]));
  for (const { id, after } of changed) parents.set(id, after?.parentId ?? null);
  const ids = new Set(changed.map(({ id }) => id));
  return edges.flatMap((before, index) => {
    const { source, target } = before;
    const touched = ids.has(source.node) || ids.has(target.node);
    if (!touched || parents.get(source.node) === parents.get(target.node)) return [];
    return [{ id: before.id, before, after: null, index }];
  });
}

/** Puts nodes into a container, or out of all, at a free place: what dragging does, by keyboard. */
export function setParent(
  definition: WorkflowDefinition,
  { nodeIds, parentId }: Extract<Command, { type: 'setParent' }>,
  context: CommandContext,
): CommandOutcome {
  const wanted = new Set(nodeIds);
  const byId = new Map(definition.nodes.map((node) => [node.id, node]));
  const moving = definition.nodes.filter(
    (node) => wanted.has(node.id) && !containersAround(node, byId).some((container) => wanted.has(container.id)),
  );
  if (moving.length === 0) return refuse('unknown_element');
  const boxes = containerBoxes(definition, context.describe);
  const left = Math.min(...moving.map((node) => node.position.x));
  const top = Math.min(...moving.map((node) => node.position.y));
  const leaving = parentId === null ? containersAround(moving[0]!, byId).at(-1) : undefined;
  const away = withBodies(definition, wanted);
  const rest = { ...definition, nodes: definition.nodes.filter((node) => !away.has(node.id)) };
  const border = leaving && boxOf(leaving, boxes, context.describe);
  const place = border
    ? { x: left, y: border.y + border.height + 40 }
    : freePlaceIn(rest, parentId, boxes, context.describe);
  const moves = moving.map(({ id, position }) => ({
    id,
    x: place.x + position.x - left,
    y: place.y + position.y - top,
    parentId,
  }));
  return moveNodes(definition, moves, context);
}

/** The outcome with containers that reach around what was put left of them or above: their own place follows. */
export function aroundBodies(
  definition: WorkflowDefinition,
  outcome: CommandOutcome,
  { describe }: CommandContext,
): CommandOutcome {
  if (!outcome.ok || !outcome.change.nodes) return outcome;
  const entered = withEnteredOpen(definition, outcome.change);
  const after = applyChange(definition, entered);
  const grown = grownContainers(after, describe);
  if (grown.size === 0) return { ...outcome, change: entered };
  const own = new Map(outcome.change.nodes.map((entry) => [entry.id, entry]));
  after.nodes.forEach((node) => {
    const position = grown.get(node.id);
    if (!position) return;
    const known = own.get(node.id);
    const index = known?.index ?? definition.nodes.findIndex((each) => each.id === node.id);
    own.set(node.id, { id: node.id, before: known ? known.before : node, after: { ...node, position }, index });
  });
  return { ...outcome, change: { ...entered, nodes: [...own.values()] } };
}

/** Nobody puts a node where it cannot be seen: containers that it comes into are shown with their bodies. */
function withEnteredOpen(definition: WorkflowDefinition, change: Change): Change {
  const collapsed = collapsedIn(definition);
  if (collapsed.size === 0) return change;
  const nodes = new Map(applyChange(definition, change).nodes.map((node) => [node.id, node]));
  const entered = (change.nodes ?? []).flatMap(({ before, after }) =>
    after?.parentId && after.parentId !== before?.parentId ? containersAround(after, nodes) : [],
  );
  const nodeIds = entered.map(({ id }) => id).filter((id) => collapsed.has(id));
  return nodeIds.length === 0 ? change : { ...change, ...setCollapsed(definition, { nodeIds, collapsed: false }) };
}

function grownContainers(definition: WorkflowDefinition, describe: DescribeNodeType): Map<string, Position> {
  const grown = new Map<string, Position>();
  const bodies = bodiesOf(definition);
  if (bodies.size === 0) return grown;
  const settle = (node: WorkflowNode, path: ReadonlySet<string>): Position => {
    const body = bodies.get(node.id);
    if (!body || path.has(node.id) || !isContainer(node, describe)) return node.position;
    const inner = new Set(path).add(node.id);
    const places = body.map((child) => settle(child, inner));
    const x = Math.min(node.position.x, ...places.map((place) => place.x - bodyInset.left));
    const y = Math.min(node.position.y, ...places.map((place) => place.y - bodyInset.top));
    if (x === node.position.x && y === node.position.y) return node.position;
    grown.set(node.id, { x, y });
    return { x, y };
  };
  for (const node of definition.nodes) if (!node.parentId) settle(node, new Set());
  return grown;
}
