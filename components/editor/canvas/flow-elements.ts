import type { Edge, Node } from '@xyflow/react';
import type { EditorState } from '#lib/editor/store.ts';

export type FlowNode = Node<Record<string, never>, 'card' | 'note' | 'frame'>;
export type FlowEdge = Edge<Record<string, never>, 'wire'>;

const noData: Record<string, never> = {};

/** What a screen reader hears of nodes and wires, in the reader's language. */
export interface FlowWords {
  node: string;
  wire: string;
  wireBetween(from: string, to: string): string;
}

/** React Flow's nodes for the document; those that look the same keep their identity (and their measured size). */
export function flowNodesOf(state: EditorState, previous: readonly FlowNode[], words: FlowWords): FlowNode[] {
  const domAttributes = { 'aria-roledescription': words.node };
  const old = new Map(previous.map((node) => [node.id, node]));
  const { definition, selection } = state;
  const next: FlowNode[] = [];
  const add = (
    type: FlowNode['type'],
    element: { id: string; position: { x: number; y: number } },
    extra: Partial<FlowNode> = {},
  ): void => {
    const selected = selection.has(element.id);
    const known = old.get(element.id);
    const same =
      known &&
      known.type === type &&
      known.selected === selected &&
      known.position.x === element.position.x &&
      known.position.y === element.position.y &&
      known.width === extra.width &&
      known.height === extra.height;
    next.push(
      same
        ? known
        : {
            ...known,
            data: noData,
            id: element.id,
            type,
            position: element.position,
            selected,
            domAttributes,
            ...extra,
          },
    );
  };
  for (const group of definition.layout?.groups ?? []) add('frame', group, { ...group.size, zIndex: -1 });
  for (const note of definition.layout?.notes ?? []) add('note', note, note.size ?? { width: 220, height: 120 });
  for (const node of definition.nodes) add('card', node);
  return next;
}

/** React Flow's edges for the document, with the same rule. */
export function flowEdgesOf(state: EditorState, previous: readonly FlowEdge[], words: FlowWords): FlowEdge[] {
  const domAttributes = { 'aria-roledescription': words.wire };
  const nameOf = (id: string): string => state.nodesById.get(id)?.name || (state.nodesById.get(id)?.key ?? id);
  const old = new Map(previous.map((edge) => [edge.id, edge]));
  return state.definition.edges.map((edge) => {
    const selected = state.selection.has(edge.id);
    const known = old.get(edge.id);
    const ariaLabel = words.wireBetween(nameOf(edge.source.node), nameOf(edge.target.node));
    const same =
      known &&
      known.selected === selected &&
      known.ariaLabel === ariaLabel &&
      known.source === edge.source.node &&
      known.sourceHandle === edge.source.port &&
      known.target === edge.target.node &&
      known.targetHandle === edge.target.port;
    if (same) return known;
    return {
      id: edge.id,
      type: 'wire',
      source: edge.source.node,
      sourceHandle: edge.source.port,
      target: edge.target.node,
      targetHandle: edge.target.port,
      selected,
      ariaLabel,
      domAttributes,
      data: noData,
    };
  });
}
