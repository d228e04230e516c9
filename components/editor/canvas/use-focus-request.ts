'use client';
import type { EditorStore } from '#lib/editor/store.ts';
import { useReactFlow } from '@xyflow/react';
import { useEffect } from 'react';
import { collapsedIn, containersAround } from '#lib/editor/containers.ts';
import { useEditor, useSession } from '../session/editor-context.tsx';

/** Brings a node into view when somebody asks for it (the problem list, a refused deploy); loops around it are opened. */
export function useFocusRequest(): void {
  const focus = useEditor((state) => state.focus);
  const { editor } = useSession();
  const { getInternalNode, setCenter, getZoom } = useReactFlow();
  useEffect(() => {
    const node = focus ? getInternalNode(focus.nodeId) : undefined;
    if (!node || !focus) return;
    openLoopsAround(editor, focus.nodeId);
    const { positionAbsolute } = node.internals;
    const width = node.measured.width ?? 240;
    // Of a loop its head is meant.
    const height = Math.min(node.measured.height ?? 80, 200);
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    void setCenter(positionAbsolute.x + width / 2, positionAbsolute.y + height / 2, {
      zoom: Math.max(getZoom(), 0.75),
      duration: calm ? 0 : 180,
    });
  }, [focus, editor, getInternalNode, setCenter, getZoom]);
}

function openLoopsAround(editor: EditorStore, nodeId: string): void {
  const { definition, nodesById, readOnly } = editor.store.getState();
  const node = nodesById.get(nodeId);
  if (!node || readOnly) return;
  const collapsed = collapsedIn(definition);
  const nodeIds = containersAround(node, nodesById).flatMap(({ id }) => (collapsed.has(id) ? [id] : []));
  if (nodeIds.length > 0) editor.dispatch({ type: 'setCollapsed', nodeIds, collapsed: false });
}
