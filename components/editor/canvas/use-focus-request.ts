'use client';
import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { useEditor } from '../session/editor-context.tsx';

/** Brings a node into view when somebody asks for it (the problem list, a refused deploy). */
export function useFocusRequest(): void {
  const focus = useEditor((state) => state.focus);
  const { getInternalNode, setCenter, getZoom } = useReactFlow();
  useEffect(() => {
    const node = focus ? getInternalNode(focus.nodeId) : undefined;
    if (!node) return;
    const { positionAbsolute } = node.internals;
    const width = node.measured.width ?? 240;
    // Of a loop its head is meant.
    const height = Math.min(node.measured.height ?? 80, 200);
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    void setCenter(positionAbsolute.x + width / 2, positionAbsolute.y + height / 2, {
      zoom: Math.max(getZoom(), 0.75),
      duration: calm ? 0 : 180,
    });
  }, [focus, getInternalNode, setCenter, getZoom]);
}
