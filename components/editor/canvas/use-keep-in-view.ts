'use client';
import { useReactFlow, useStore } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { cardSize } from '#lib/editor/card-size.ts';
import { cutOff } from '#lib/editor/canvas-view.ts';
import { useUi } from '../session/editor-context.tsx';

/** Clear of the controls at the bottom. */
const padding = { top: '24px', right: '24px', bottom: '64px', left: '24px' } as const;

/** Screen pixels above the drawer that count as cut off: a card grows by a line when it shows how its step went. */
const clearance = 40;

/** The drawer takes room from the canvas: cards that it would cut off are fitted again, never larger than they were. */
export function useKeepInView(): void {
  const isOpen = useUi((state) => state.drawer !== 'closed');
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const { getNodes, getInternalNode, getViewport, fitView } = useReactFlow();
  /** The stage without the drawer; null once the drawer's room was reckoned with. */
  const roomy = useRef<{ width: number; height: number } | null>(null);

  useEffect(() => {
    if (!isOpen) {
      roomy.current = { width, height };
      return;
    }
    const before = roomy.current;
    if (!before || height >= before.height) return;
    roomy.current = null;
    const viewport = getViewport();
    const boxes = getNodes().map(({ id, position, measured }) => ({
      id,
      ...(getInternalNode(id)?.internals.positionAbsolute ?? position),
      width: measured?.width ?? cardSize.width,
      height: measured?.height ?? cardSize.height,
    }));
    const after = { ...viewport, width, height: height - clearance };
    const nodes = cutOff(boxes, { ...viewport, ...before }, after).map((id) => ({ id }));
    if (nodes.length === 0) return;
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    void fitView({ nodes, padding, maxZoom: viewport.zoom, duration: calm ? 0 : 160 });
  }, [isOpen, width, height, getNodes, getInternalNode, getViewport, fitView]);
}
