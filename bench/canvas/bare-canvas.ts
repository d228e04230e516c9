/** React Flow and nothing else: cards are pictures (HTML that a product's card left), wires are its own. */
import {
  Background,
  Handle,
  MiniMap,
  Position,
  ReactFlow,
  useEdgesState,
  useNodesState,
  type Edge,
  type Node,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import { createElement as h, memo } from 'react';
import { createRoot } from 'react-dom/client';

/** What the page is given before it is loaded. */
export interface BareCanvas {
  nodes: { id: string; position: { x: number; y: number } }[];
  edges: { id: string; source: string; target: string }[];
  card: string;
  css: string;
}
declare global {
  interface Window {
    bareCanvas: BareCanvas;
  }
}

const given = window.bareCanvas;
document.head.append(Object.assign(document.createElement('style'), { textContent: given.css }));

const Card = memo(function Card() {
  return h(
    'div',
    null,
    h('div', { dangerouslySetInnerHTML: { __html: given.card } }),
    h(Handle, { type: 'target', position: Position.Left }),
    h(Handle, { type: 'source', position: Position.Right }),
  );
});
const nodeTypes = { card: Card };

function Canvas() {
  const [nodes, , onNodesChange] = useNodesState<Node>(
    given.nodes.map((node) => ({ ...node, type: 'card', data: {} })),
  );
  const [edges, , onEdgesChange] = useEdgesState<Edge>(given.edges);
  const props = { nodes, edges, onNodesChange, onEdgesChange, nodeTypes, fitView: true, minZoom: 0.1, maxZoom: 2 };
  return h(ReactFlow, props, h(Background), h(MiniMap));
}

createRoot(document.getElementById('canvas')!).render(h(Canvas));
