import type { WorkflowDefinition } from '#lib/contracts/definition.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import { cardSize } from './card-size.ts';
import type { Position } from './command.ts';
import { bodyInset, boxOf, containerBoxes, type Box } from './containers.ts';

/** A place to the right of a node (or below everything) that nothing of the same level covers. */
export function freePlace(
  definition: WorkflowDefinition,
  besideId: string | null,
  describe: DescribeNodeType,
): Position {
  const boxes = containerBoxes(definition, describe);
  const beside = definition.nodes.find((node) => node.id === besideId);
  if (!beside) return freePlaceIn(definition, null, boxes, describe);
  const box = boxOf(beside, boxes, describe);
  const level = siblings(definition, beside.parentId ?? null, boxes, describe);
  return clear(level, { x: box.x + box.width + 80, y: box.y });
}

/** A free place in a container's body, or below everything outside. */
export function freePlaceIn(
  definition: WorkflowDefinition,
  parentId: string | null,
  boxes: ReadonlyMap<string, Box>,
  describe: DescribeNodeType,
): Position {
  const level = siblings(definition, parentId, boxes, describe);
  const parent = parentId === null ? undefined : boxes.get(parentId);
  if (parent) {
    const inner = { x: parent.x + bodyInset.left, y: parent.y + bodyInset.top };
    const right = Math.max(inner.x - 80, ...level.map((box) => box.x + box.width));
    return clear(level, { x: right + 80, y: inner.y });
  }
  if (level.length === 0) return { x: 0, y: 0 };
  return clear(level, { x: 0, y: Math.max(...level.map((box) => box.y + box.height)) + 60 });
}

function siblings(
  { nodes }: WorkflowDefinition,
  parentId: string | null,
  boxes: ReadonlyMap<string, Box>,
  describe: DescribeNodeType,
): Box[] {
  return nodes.filter((node) => (node.parentId ?? null) === parentId).map((node) => boxOf(node, boxes, describe));
}

function clear(level: readonly Box[], wanted: Position): Position {
  const place = { ...wanted };
  while (level.some((box) => covers(box, place))) place.y += cardSize.height + 40;
  return place;
}

function covers(box: Box, at: Position): boolean {
  return (
    at.x < box.x + box.width + 20 &&
    at.x + cardSize.width + 20 > box.x &&
    at.y < box.y + box.height + 10 &&
    at.y + cardSize.height + 10 > box.y
  );
}
