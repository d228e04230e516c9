'use client';
import { applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useSession } from '../session/editor-context.tsx';
import { movesOf } from './dropped-moves.ts';
import { flowEdgesOf, flowNodesOf, type FlowEdge, type FlowNode, type FlowWords } from './flow-elements.ts';

const REMEMBERED = 5_000;

/** Names seldom change, and a text costs more than all else that is compared of a wire. */
function remembered(text: (from: string, to: string) => string): (from: string, to: string) => string {
  const known = new Map<string, string>();
  return (from, to) => {
    const key = JSON.stringify([from, to]);
    let found = known.get(key);
    if (found === undefined) {
      if (known.size >= REMEMBERED) known.clear();
      known.set(key, (found = text(from, to)));
    }
    return found;
  };
}

/**
 * Binds the document to React Flow: what a drag does lives in React Flow's nodes until the pointer is up, then it
 * becomes one command. Selection goes the other way at once.
 */
export function useFlowElements() {
  const { editor } = useSession();
  const t = useTranslations('editor.canvas');
  const words = useMemo<FlowWords>(
    () => ({ node: t('node'), wire: t('wire'), wireBetween: remembered((from, to) => t('wireBetween', { from, to })) }),
    [t],
  );
  const [nodes, setNodes] = useState<FlowNode[]>(() =>
    flowNodesOf(editor.store.getState(), [], words, editor.describe),
  );
  const [edges, setEdges] = useState<FlowEdge[]>(() => flowEdgesOf(editor.store.getState(), [], words));

  useEffect(
    () =>
      editor.store.subscribe((state, previous) => {
        if (state.definition === previous.definition && state.selection === previous.selection) return;
        setNodes((current) => flowNodesOf(state, current, words, editor.describe));
        setEdges((current) => flowEdgesOf(state, current, words));
      }),
    [editor, words],
  );

  const select = useCallback(
    (changes: readonly (NodeChange<FlowNode> | EdgeChange<FlowEdge>)[]) => {
      const selection = new Set(editor.store.getState().selection);
      for (const change of changes) {
        if (change.type !== 'select') continue;
        if (change.selected) selection.add(change.id);
        else selection.delete(change.id);
      }
      editor.select(selection);
    },
    [editor],
  );

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      const shown = changes.filter((change) => change.type === 'dimensions' || change.type === 'position');
      if (shown.length > 0) setNodes((current) => applyNodeChanges(shown, current));
      select(changes);
      const moves = movesOf(changes, editor);
      if (moves.length === 0 || editor.dispatch({ type: 'moveNodes', moves }).ok) return;
      // What was refused goes back to where the document has it.
      setNodes((current) => flowNodesOf(editor.store.getState(), current, words, editor.describe));
    },
    [editor, select, words],
  );
  const onEdgesChange = useCallback((changes: EdgeChange<FlowEdge>[]) => select(changes), [select]);
  return { nodes, edges, onNodesChange, onEdgesChange };
}
