import type { WorkflowDefinition, WorkflowNode } from '#lib/contracts/definition.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import { cardSize } from './card-size.ts';
import type { Position } from './command.ts';
import { nodeOutPorts } from './ports.ts';

/** A card on the canvas, in canvas pixels. */
export interface Box extends Position {
  width: number;
  height: number;
}

/** Room between a container's border and its body: the head lies above, state and error port below. */
export const bodyInset = { left: 40, top: 80, right: 40, bottom: 100 } as const;
const smallest = { width: 340, height: 240 } as const;
const plainCardHeight = 88;
const portRowHeight = 24;

type Nodes = ReadonlyMap<string, WorkflowNode>;

export function isContainer(node: WorkflowNode, describe: DescribeNodeType): boolean {
  return describe(node.type, node.version)?.role === 'container';
}

/** The containers around a node, the innermost first. A parent that is missing, or a circle of parents, ends the list. */
export function containersAround(node: WorkflowNode, nodes: Nodes): WorkflowNode[] {
  const around: WorkflowNode[] = [];
  const seen = new Set([node.id]);
  for (let id = node.parentId; id != null && !seen.has(id);) {
    const parent = nodes.get(id);
    if (!parent) break;
    seen.add(id);
    around.push(parent);
    id = parent.parentId;
  }
  return around;
}

/** Is a node disabled, or a container around it? */
export function isSwitchedOff(node: WorkflowNode, nodes: Nodes): boolean {
  return node.disabled === true || containersAround(node, nodes).some((container) => container.disabled === true);
}

/** These ids and those of everything inside them. */
export function withBodies(definition: WorkflowDefinition, ids: ReadonlySet<string>): Set<string> {
  const all = new Set(ids);
  for (let grown = true; grown;) {
    grown = false;
    for (const node of definition.nodes) {
      if (node.parentId && all.has(node.parentId) && !all.has(node.id)) {
        all.add(node.id);
        grown = true;
      }
    }
  }
  return all;
}

/** Bodies by container, in the order of the definition. Empty for a definition without containers. */
export function bodiesOf(definition: WorkflowDefinition): Map<string, WorkflowNode[]> {
  const bodies = new Map<string, WorkflowNode[]>();
  for (const node of definition.nodes) {
    if (!node.parentId) continue;
    const body = bodies.get(node.parentId);
    if (body) body.push(node);
    else bodies.set(node.parentId, [node]);
  }
  return bodies;
}

/** The containers that are shown without their bodies. */
export function collapsedIn({ layout }: WorkflowDefinition): ReadonlySet<string> {
  return new Set(layout?.collapsed);
}

/** Whether a container around a node is shown without its body. */
export function isFoldedAway(node: WorkflowNode, nodes: Nodes, collapsed: ReadonlySet<string>): boolean {
  return collapsed.size > 0 && containersAround(node, nodes).some((container) => collapsed.has(container.id));
}

/**
 * Where the containers lie and how large they are: they reach around their bodies, whatever is in them; one that is shown
 * without its body is as large as a card. Everything else is a card, see `boxOf`.
 */
export function containerBoxes(definition: WorkflowDefinition, describe: DescribeNodeType): Map<string, Box> {
  const boxes = new Map<string, Box>();
  const containers = definition.nodes.filter((node) => isContainer(node, describe));
  if (containers.length === 0) return boxes;
  const bodies = bodiesOf(definition);
  const collapsed = collapsedIn(definition);
  const measure = (node: WorkflowNode, path: ReadonlySet<string>): Box => {
    const known = boxes.get(node.id);
    if (known) return known;
    if (path.has(node.id) || !isContainer(node, describe)) return cardBox(node, describe);
    if (collapsed.has(node.id)) {
      const folded = cardBox(node, describe);
      boxes.set(node.id, folded);
      return folded;
    }
    const inner = new Set(path).add(node.id);
    const around = (bodies.get(node.id) ?? []).map((child) => measure(child, inner));
    const right = Math.max(0, ...around.map((box) => box.x + box.width)) + bodyInset.right;
    const bottom = Math.max(0, ...around.map((box) => box.y + box.height)) + bodyInset.bottom;
    const filled = around.length > 0;
    const box = {
      ...node.position,
      width: filled ? Math.max(smallest.width, right - node.position.x) : smallest.width,
      height: filled ? Math.max(smallest.height, bottom - node.position.y) : smallest.height,
    };
    boxes.set(node.id, box);
    return box;
  };
  for (const container of containers) measure(container, new Set());
  return boxes;
}

/** Place and size of any node; a card's height is reckoned from its ports. */
export function boxOf(node: WorkflowNode, boxes: ReadonlyMap<string, Box>, describe: DescribeNodeType): Box {
  return boxes.get(node.id) ?? cardBox(node, describe);
}

function cardBox(node: WorkflowNode, describe: DescribeNodeType): Box {
  const branches = nodeOutPorts(node, describe).filter((port) => port.label !== null || port.kind === 'error').length;
  const height = plainCardHeight + (branches === 0 ? 0 : 8 + branches * portRowHeight);
  return { ...node.position, width: cardSize.width, height };
}

/**
 * The innermost container under a point; those in `except`, and what is inside of them, do not count, nor do those
 * whose bodies are not shown.
 */
export function containerAt(
  definition: WorkflowDefinition,
  boxes: ReadonlyMap<string, Box>,
  point: Position,
  except: ReadonlySet<string> = new Set(),
): string | null {
  if (boxes.size === 0) return null;
  const nodes = new Map(definition.nodes.map((node) => [node.id, node]));
  const collapsed = collapsedIn(definition);
  const isOut = ({ id }: WorkflowNode): boolean => except.has(id) || collapsed.has(id);
  let found: { id: string; depth: number } | null = null;
  for (const [id, box] of boxes) {
    const node = nodes.get(id);
    if (!node || !contains(box, point)) continue;
    const around = containersAround(node, nodes);
    if (isOut(node) || around.some(isOut)) continue;
    if (!found || around.length > found.depth) found = { id, depth: around.length };
  }
  return found?.id ?? null;
}

function contains(box: Box, { x, y }: Position): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}
