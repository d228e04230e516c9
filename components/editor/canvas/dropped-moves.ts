import type { NodeChange } from '@xyflow/react';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { Command, Position } from '#lib/editor/command.ts';
import { boxOf, containerAt, containerBoxes, containersAround } from '#lib/editor/containers.ts';
import type { EditorStore } from '#lib/editor/store.ts';
import type { FlowNode } from './flow-elements.ts';

type Moves = Extract<Command, { type: 'moveNodes' }>['moves'];

/** What React Flow says of a finished move, as the command takes it: places on the canvas, and the container below. */
export function movesOf(changes: readonly NodeChange<FlowNode>[], editor: EditorStore): Moves {
  const { definition, nodesById } = editor.store.getState();
  const ended = changes.flatMap((change) =>
    change.type === 'position' && change.dragging !== true && change.position
      ? [{ id: change.id, position: change.position, dropped: change.dragging === false }]
      : [],
  );
  const moving = new Set(ended.map(({ id }) => id));
  const boxes = containerBoxes(definition, editor.describe);
  return ended.flatMap(({ id, position, dropped }): Moves => {
    const node = nodesById.get(id);
    const around = node ? containersAround(node, nodesById) : [];
    // A body goes with its container.
    if (around.some((container) => moving.has(container.id))) return [];
    const origin = around[0] && boxes.has(around[0].id) ? around[0].position : { x: 0, y: 0 };
    const at = { x: Math.round(position.x + origin.x), y: Math.round(position.y + origin.y) };
    if (!node || !dropped || boxes.size === 0) return [{ id, ...at }];
    return [{ id, ...at, parentId: containerBelow(editor, node, at, moving) }];
  });
}

/** The container in which a node would be dropped here: that under the middle of its head. */
export function containerBelow(
  editor: EditorStore,
  node: WorkflowNode,
  at: Position,
  moving: ReadonlySet<string>,
): string | null {
  const { definition } = editor.store.getState();
  const boxes = containerBoxes(definition, editor.describe);
  const { width } = boxOf(node, boxes, editor.describe);
  return containerAt(definition, boxes, { x: at.x + Math.min(width, 240) / 2, y: at.y + 28 }, moving);
}
