import type { WorkflowDefinition } from '#lib/contracts/definition.ts';

export interface MiniNode {
  id: string;
  category: string;
  x: number;
  y: number;
}
export interface MiniGraph {
  nodes: MiniNode[];
  wires: { id: string; path: string }[];
  viewBox: string;
}

/** Size of a node in the small picture, and how much the canvas is shrunk for it. */
export const miniSize = { width: 30, height: 18 } as const;
const SCALE = { x: 0.19, y: 0.26 } as const;
const MARGIN = 8;
/** A small workflow is not blown up: its picture is at least this large. */
const LEAST = { width: 220, height: 56 } as const;

const families = new Set(['trigger', 'logic', 'data', 'ai', 'human']);

/** `logic.if` -> `logic`: what the tint of a node follows. */
export function tintOf(type: string): string {
  if (type === 'core.return' || type === 'core.fail') return 'output';
  const family = type.split('.')[0] ?? '';
  return families.has(family) ? family : 'integration';
}

/** A definition as a small picture: where its nodes lie and how they are wired. Pure; positions come from the canvas. */
export function miniGraph(definition: Pick<WorkflowDefinition, 'nodes' | 'edges'>): MiniGraph {
  const nodes = definition.nodes.map((node) => ({
    id: node.id,
    category: tintOf(node.type),
    x: Math.round(node.position.x * SCALE.x),
    y: Math.round(node.position.y * SCALE.y),
  }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const wires = definition.edges.flatMap((edge) => {
    const from = byId.get(edge.source.node);
    const to = byId.get(edge.target.node);
    return from && to ? [{ id: edge.id, path: wirePath(from, to) }] : [];
  });
  return { nodes, wires, viewBox: boundsOf(nodes) };
}

function wirePath(from: MiniNode, to: MiniNode): string {
  const [x1, y1] = [from.x + miniSize.width, from.y + miniSize.height / 2];
  const [x2, y2] = [to.x, to.y + miniSize.height / 2];
  const bend = Math.max(8, Math.abs(x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

function boundsOf(nodes: readonly MiniNode[]): string {
  if (nodes.length === 0) return `0 0 ${LEAST.width} ${LEAST.height}`;
  const left = Math.min(...nodes.map((node) => node.x)) - MARGIN;
  const top = Math.min(...nodes.map((node) => node.y)) - MARGIN;
  const right = Math.max(...nodes.map((node) => node.x + miniSize.width)) + MARGIN;
  const bottom = Math.max(...nodes.map((node) => node.y + miniSize.height)) + MARGIN;
  const [width, height] = [Math.max(LEAST.width, right - left), Math.max(LEAST.height, bottom - top)];
  return `${(left + right - width) / 2} ${(top + bottom - height) / 2} ${width} ${height}`;
}
