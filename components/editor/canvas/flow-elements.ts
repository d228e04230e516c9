import type { Edge, Node } from '@xyflow/react';
import type { WorkflowNode } from '#lib/contracts/definition.ts';
import type { DescribeNodeType } from '#lib/contracts/node-type.ts';
import { collapsedIn, containerBoxes, containersAround, isFoldedAway } from '#lib/editor/containers.ts';
import type { EditorState } from '#lib/editor/store.ts';

export type FlowNode = Node<Record<string, never>, 'card' | 'loop' | 'note' | 'frame'>;
export type FlowEdge = Edge<Record<string, never>, 'wire'>;

const noData: Record<string, never> = {};

/** What a screen reader hears of nodes and wires, in the reader's language. */
export interface FlowWords {
  node: string;
  wire: string;
  wireBetween(from: string, to: string): string;
}

/**
 * React Flow's nodes for the document; those that look the same keep their identity (and their measured size).
 * Containers come before their bodies, whose places are relative to them.
 */
export function flowNodesOf(
  state: EditorState,
  previous: FlowNode[],
  words: FlowWords,
  describe: DescribeNodeType,
): FlowNode[] {
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
      known.parentId === extra.parentId &&
      known.hidden === extra.hidden &&
      known.width === extra.width &&
      known.height === extra.height;
    next.push(
      same
        ? known
        : {
            ...(known?.measured && type !== 'loop' && { measured: known.measured }),
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
  const boxes = containerBoxes(definition, describe);
  const collapsed = collapsedIn(definition);
  for (const node of boxes.size === 0 ? definition.nodes : containersFirst(state)) {
    const [parent] = boxes.size === 0 ? [] : containersAround(node, state.nodesById);
    const inside = parent && boxes.has(parent.id) ? parent : undefined;
    const { x, y } = node.position;
    const position = inside ? { x: x - inside.position.x, y: y - inside.position.y } : node.position;
    const box = boxes.get(node.id);
    const extra = {
      ...(inside && { parentId: inside.id }),
      // Without its body a loop is a card, which has the height of what it shows.
      ...(box && !collapsed.has(node.id) && { width: box.width, height: box.height }),
      ...(isFoldedAway(node, state.nodesById, collapsed) && { hidden: true }),
    };
    add(box ? 'loop' : 'card', { id: node.id, position }, extra);
  }
  return sameElements(previous, next) ? previous : next;
}

/** With the list that it has, React Flow has nothing to do. */
function sameElements<T>(previous: readonly T[], next: readonly T[]): boolean {
  return previous.length === next.length && next.every((element, index) => element === previous[index]);
}

/** Every node behind the containers around it, otherwise in the order of the definition. */
function containersFirst({ definition, nodesById }: EditorState): Set<WorkflowNode> {
  const ordered = new Set<WorkflowNode>();
  for (const node of definition.nodes) {
    for (const container of containersAround(node, nodesById).toReversed()) ordered.add(container);
    ordered.add(node);
  }
  return ordered;
}

/** React Flow's edges for the document, with the same rule. */
export function flowEdgesOf(state: EditorState, previous: FlowEdge[], words: FlowWords): FlowEdge[] {
  const domAttributes = { 'aria-roledescription': words.wire };
  const nameOf = (id: string): string => state.nodesById.get(id)?.name || (state.nodesById.get(id)?.key ?? id);
  const old = new Map(previous.map((edge) => [edge.id, edge]));
  const collapsed = collapsedIn(state.definition);
  const isHidden = (id: string): boolean => {
    const node = state.nodesById.get(id);
    return node !== undefined && isFoldedAway(node, state.nodesById, collapsed);
  };
  const next = state.definition.edges.map((edge): FlowEdge => {
    const selected = state.selection.has(edge.id);
    const known = old.get(edge.id);
    const hidden = isHidden(edge.source.node) || isHidden(edge.target.node);
    const ariaLabel = words.wireBetween(nameOf(edge.source.node), nameOf(edge.target.node));
    const same =
      known &&
      known.selected === selected &&
      known.ariaLabel === ariaLabel &&
      (known.hidden ?? false) === hidden &&
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
      ...(hidden && { hidden }),
      ariaLabel,
      domAttributes,
      data: noData,
    };
  });
  return sameElements(previous, next) ? previous : next;
}
