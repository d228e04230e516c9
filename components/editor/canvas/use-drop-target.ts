'use client';
import type { Node, OnNodeDrag } from '@xyflow/react';
import { useMemo } from 'react';
import { containersAround } from '#lib/editor/containers.ts';
import { useSession } from '../session/editor-context.tsx';
import { containerBelow } from './dropped-moves.ts';

/** While nodes are dragged: the container that would take them is shown. */
export function useDropTarget(): { onNodeDragStart: OnNodeDrag; onNodeDrag: OnNodeDrag; onNodeDragStop: OnNodeDrag } {
  const { editor, ui } = useSession();
  return useMemo(() => {
    const show = (dropTarget: string | null): void => {
      if (ui.getState().dropTarget !== dropTarget) ui.setState({ dropTarget });
    };
    const onNodeDrag: OnNodeDrag = (_, dragged, all) => {
      const { nodesById } = editor.store.getState();
      const node = nodesById.get(dragged.id);
      if (!node) return;
      const [parent] = containersAround(node, nodesById);
      const origin = dragged.parentId ? (parent?.position ?? { x: 0, y: 0 }) : { x: 0, y: 0 };
      const at = { x: dragged.position.x + origin.x, y: dragged.position.y + origin.y };
      const target = containerBelow(editor, node, at, new Set(all.map((each: Node) => each.id)));
      show(target === (node.parentId ?? null) ? null : target);
    };
    return { onNodeDragStart: () => editor.mark(), onNodeDrag, onNodeDragStop: () => show(null) };
  }, [editor, ui]);
}
