'use client';
import { useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';
import { cardSize } from '#lib/editor/card-size.ts';
import { useSession } from '../session/editor-context.tsx';

/** Moves the canvas so that a node that was just placed can be seen; it stays still if it can already. */
export function useReveal() {
  const { editor } = useSession();
  const { flowToScreenPosition, getZoom, setCenter } = useReactFlow();
  return useCallback(
    (nodeId: string) => {
      const node = editor.store.getState().nodesById.get(nodeId);
      const stage = document.querySelector('.tw-canvas')?.getBoundingClientRect();
      if (!node || !stage) return;
      const { x, y } = node.position;
      const start = flowToScreenPosition({ x, y });
      const end = flowToScreenPosition({ x: x + cardSize.width, y: y + cardSize.height });
      const seen = start.x > stage.left && start.y > stage.top && end.x < stage.right && end.y < stage.bottom;
      if (!seen) void setCenter(x + cardSize.width / 2, y + cardSize.height / 2, { zoom: getZoom() });
    },
    [editor, flowToScreenPosition, getZoom, setCenter],
  );
}
