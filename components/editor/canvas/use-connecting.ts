'use client';
import { useReactFlow, type Connection, type Edge, type FinalConnectionState } from '@xyflow/react';
import { useCallback, useMemo } from 'react';
import { connectionRefusal } from '#lib/editor/connection-rules.ts';
import type { End } from '#lib/editor/command.ts';
import { useSession } from '../session/editor-context.tsx';

function endsOf(connection: Connection | Edge): { source: End; target: End } | null {
  const { source, sourceHandle, target, targetHandle } = connection;
  if (!sourceHandle || !targetHandle) return null;
  return { source: { node: source, port: sourceHandle }, target: { node: target, port: targetHandle } };
}

function pointOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const point = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: point?.clientX ?? 0, y: point?.clientY ?? 0 };
}

/** Drawing wires: allowed ones only; a wire that is dropped on empty canvas asks for the node that shall take it. */
export function useConnecting() {
  const { editor, ui } = useSession();
  const { screenToFlowPosition } = useReactFlow();

  const isValidConnection = useCallback(
    (connection: Connection | Edge) => {
      const ends = endsOf(connection);
      if (!ends) return false;
      const { definition } = editor.store.getState();
      return connectionRefusal(definition, editor.describe, ends.source, ends.target) === null;
    },
    [editor],
  );
  const onConnect = useCallback(
    (connection: Connection) => {
      const ends = endsOf(connection);
      if (ends) editor.dispatch({ type: 'connect', ...ends });
    },
    [editor],
  );
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      if (state.isValid || !state.fromHandle || state.fromHandle.type !== 'source') return;
      const screen = pointOf(event);
      if (state.toNode) {
        const target = { node: state.toNode.id, port: state.toHandle?.id ?? 'in' };
        editor.dispatch({
          type: 'connect',
          source: { node: state.fromHandle.nodeId, port: state.fromHandle.id ?? 'out' },
          target,
        });
        return;
      }
      const position = screenToFlowPosition(screen);
      ui.setState({
        picker: {
          screen,
          position: { x: position.x, y: position.y - 34 },
          from: { node: state.fromHandle.nodeId, port: state.fromHandle.id ?? 'out' },
        },
      });
    },
    [editor, ui, screenToFlowPosition],
  );
  return useMemo(() => ({ isValidConnection, onConnect, onConnectEnd }), [isValidConnection, onConnect, onConnectEnd]);
}
