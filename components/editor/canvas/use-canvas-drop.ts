'use client';
import { useReactFlow } from '@xyflow/react';
import { useCallback, type DragEvent } from 'react';
import { containerAt, containerBoxes } from '#lib/editor/containers.ts';
import { placeNode } from '../session/add-node.ts';
import { useSession } from '../session/editor-context.tsx';

/** The drag's data type; its value is `type@version`. */
export const dragType = 'application/x-toolwright-node';

/** Takes node types that are dragged in from the palette. */
export function useCanvasDrop() {
  const { editor } = useSession();
  const { screenToFlowPosition } = useReactFlow();
  const onDragOver = useCallback((event: DragEvent) => {
    if (!event.dataTransfer.types.includes(dragType)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  }, []);
  const onDrop = useCallback(
    (event: DragEvent) => {
      const [name = '', version] = event.dataTransfer.getData(dragType).split('@');
      const type = editor.describe(name, Number(version));
      if (!type) return;
      event.preventDefault();
      const at = screenToFlowPosition({ x: event.clientX, y: event.clientY });
      const position = { x: snap(at.x - 120), y: snap(at.y - 30) };
      const { definition } = editor.store.getState();
      const parentId = containerAt(definition, containerBoxes(definition, editor.describe), at);
      placeNode(editor, type, { position, parentId });
    },
    [editor, screenToFlowPosition],
  );
  return { onDragOver, onDrop };
}

const snap = (value: number): number => Math.round(value / 20) * 20;
