'use client';
import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { useEditor } from '../session/editor-context.tsx';

/** Brings a node into view when somebody asks for it (the problem list, a refused deploy). */
export function useFocusRequest(): void {
  const focus = useEditor((state) => state.focus);
  const { getNode, setCenter, getZoom } = useReactFlow();
  useEffect(() => {
    const node = focus ? getNode(focus.nodeId) : undefined;
    if (!node) return;
    const width = node.measured?.width ?? 240;
    const height = node.measured?.height ?? 80;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    void setCenter(node.position.x + width / 2, node.position.y + height / 2, {
      zoom: Math.max(getZoom(), 0.75),
      duration: calm ? 0 : 180,
    });
  }, [focus, getNode, setCenter, getZoom]);
}
