import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { End, Position } from '#lib/editor/command.ts';
import { newElementId } from '#lib/editor/element-id.ts';
import { containerBoxes, isContainer } from '#lib/editor/containers.ts';
import { freePlace, freePlaceIn } from '#lib/editor/free-place.ts';
import { newNode } from '#lib/editor/new-node.ts';
import { nodeOutPorts } from '#lib/editor/ports.ts';
import type { EditorStore } from '#lib/editor/store.ts';

export interface AddNodeOptions {
  /** Left top corner in canvas pixels; without it the node goes beside the selected one, and is wired to it. */
  position?: Position | null;
  from?: End | undefined;
  splitEdge?: string | undefined;
  /** The container whose body takes it. */
  parentId?: string | null | undefined;
}

/** Places a node of a type and selects it. Returns its id, or null if it was refused. */
export function placeNode(editor: EditorStore, type: NodeTypeDescription, options: AddNodeOptions = {}): string | null {
  const { definition } = editor.store.getState();
  const place = options.position
    ? { position: options.position, parentId: options.parentId ?? null, from: options.from }
    : placeBeside(editor, type, options);
  const result = editor.dispatch({
    type: 'addNode',
    node: newNode(type, definition, { id: newElementId(), position: place.position, parentId: place.parentId }),
    ...(place.from && { from: place.from }),
    ...(options.splitEdge && { splitEdge: options.splitEdge }),
  });
  return result.ok ? (result.added[0] ?? null) : null;
}

interface Place {
  position: Position;
  parentId: string | null;
  from: End | undefined;
}

/** Beside the selected node, in its body; the first step of a selected container that is empty goes into it. */
function placeBeside(editor: EditorStore, type: NodeTypeDescription, options: AddNodeOptions): Place {
  const { definition, nodesById, selection } = editor.store.getState();
  const { describe } = editor;
  const [selected] = selection.size === 1 ? selection : [];
  const beside = nodesById.get(options.from?.node ?? selected ?? '');
  const isEmptyBody =
    beside && isContainer(beside, describe) && !definition.nodes.some((node) => node.parentId === beside.id);
  const into = options.parentId ?? (isEmptyBody && !options.from ? beside.id : null);
  if (into !== null && type.role !== 'trigger') {
    const boxes = containerBoxes(definition, describe);
    return { position: freePlaceIn(definition, into, boxes, describe), parentId: into, from: lastIn(editor, into) };
  }
  const parentId = type.role === 'trigger' ? null : (beside?.parentId ?? null);
  const from = options.from ?? freePort(editor, beside?.id ?? null);
  return { position: freePlace(definition, beside?.id ?? null, describe), parentId, from };
}

/** The port behind which the next step of a body belongs: that of its last node, if nothing follows there. */
function lastIn(editor: EditorStore, containerId: string): End | undefined {
  const last = editor.store.getState().definition.nodes.findLast((node) => node.parentId === containerId);
  return last && freePort(editor, last.id);
}

/** The first port out of a node that nothing is wired to. */
function freePort(editor: EditorStore, nodeId: string | null): End | undefined {
  const { definition, nodesById } = editor.store.getState();
  const node = nodeId === null ? undefined : nodesById.get(nodeId);
  if (!node) return undefined;
  const used = new Set(definition.edges.filter((edge) => edge.source.node === node.id).map((edge) => edge.source.port));
  const port = nodeOutPorts(node, editor.describe).find(
    (candidate) => candidate.kind === 'out' && !used.has(candidate.name),
  );
  return port && { node: node.id, port: port.name };
}
