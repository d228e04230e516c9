'use client';
import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  MiniMap,
  ReactFlow,
  SelectionMode,
  useStore,
  type EdgeTypes,
  type NodeTypes,
} from '@xyflow/react';
import { useTranslations } from 'next-intl';
import { useTheme } from 'next-themes';
import { memo, useMemo, useState } from 'react';
import { Wire } from '../edges/wire.tsx';
import { LoopBox } from '../nodes/loop-box.tsx';
import { NodeCard } from '../nodes/node-card.tsx';
import { GroupBox, NoteCard } from '../nodes/note-card.tsx';
import { useEditor, useSession, useUi } from '../session/editor-context.tsx';
import { CanvasControls } from './canvas-controls.tsx';
import { CanvasMenu } from './canvas-menu.tsx';
import { EmptyHint } from './empty-hint.tsx';
import { miniMapColor } from './mini-map-color.ts';
import { useCanvasDrop } from './use-canvas-drop.ts';
import { useConnecting } from './use-connecting.ts';
import { useDropTarget } from './use-drop-target.ts';
import { useFlowElements } from './use-flow-elements.ts';
import { useFocusRequest } from './use-focus-request.ts';
import { useKeepInView } from './use-keep-in-view.ts';

const nodeTypes: NodeTypes = { card: NodeCard, loop: LoopBox, note: NoteCard, frame: GroupBox };
const edgeTypes: EdgeTypes = { wire: Wire };
const snapGrid: [number, number] = [20, 20];
/** At first cards must be readable, even if the whole does not fit; the button shows everything. */
const fitView = { padding: 0.2, minZoom: 0.4, maxZoom: 1 };
const proOptions = { hideAttribution: true };
/** From here on up most of a big graph is outside: only the visible part is drawn. */
const cullingZoom = 0.35;
const bigGraph = 150;

/** A few nodes need no overview. */
const miniMapFrom = 8;
const miniMapSize = { width: 160, height: 104 };

/** The stage: React Flow bound to the document. */
export const Canvas = memo(function Canvas() {
  const t = useTranslations('editor.canvas');
  const { editor, ui } = useSession();
  const { resolvedTheme } = useTheme();
  const { nodes, edges, onNodesChange, onEdgesChange } = useFlowElements();
  const connecting = useConnecting();
  const drop = useCanvasDrop();
  const dropping = useDropTarget();
  const culling = useStore((state) => state.transform[2] > cullingZoom) && nodes.length > bigGraph;
  const readOnly = useEditor((state) => state.readOnly);
  const hasRoom = useUi((state) => state.drawer === 'closed');
  const isEmpty = nodes.length === 0;
  // Only what is there at the start is fitted: the first dropped node must not move the canvas.
  const [fitAtFirst] = useState(!isEmpty);
  useFocusRequest();
  useKeepInView();
  const labels = useMemo(
    () => ({ 'node.a11yDescription.default': t('nodeHelp'), 'edge.a11yDescription.default': t('edgeHelp') }),
    [t],
  );
  return (
    <div className="relative size-full" {...drop}>
      <CanvasMenu>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          {...connecting}
          {...dropping}
          onEdgeMouseEnter={(_, edge) => ui.setState({ hoveredEdge: edge.id })}
          onEdgeMouseLeave={() => ui.setState({ hoveredEdge: null })}
          nodesDraggable={!readOnly}
          nodesConnectable={!readOnly}
          connectionLineType={ConnectionLineType.Bezier}
          connectionRadius={28}
          snapToGrid
          snapGrid={snapGrid}
          fitView={fitAtFirst}
          fitViewOptions={fitView}
          minZoom={0.1}
          maxZoom={2}
          deleteKeyCode={null}
          multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
          selectionKeyCode="Shift"
          selectionMode={SelectionMode.Partial}
          panOnScroll={false}
          elevateNodesOnSelect
          onlyRenderVisibleElements={culling}
          colorMode={resolvedTheme === 'dark' ? 'dark' : 'light'}
          ariaLabelConfig={labels}
          proOptions={proOptions}
          aria-label={t('label')}
          className="tw-canvas"
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
          {nodes.length >= miniMapFrom && hasRoom ? (
            <MiniMap
              pannable
              zoomable
              ariaLabel={t('miniMap')}
              className="tw-minimap max-md:hidden!"
              style={miniMapSize}
              nodeColor={(node) => miniMapColor(editor, node)}
              nodeBorderRadius={10}
            />
          ) : null}
          <CanvasControls />
        </ReactFlow>
      </CanvasMenu>
      {isEmpty ? <EmptyHint /> : null}
    </div>
  );
});
