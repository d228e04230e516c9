import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import type { End, Position } from '#lib/editor/command.ts';
import { newElementId } from '#lib/editor/element-id.ts';
import { freePlace, newNode } from '#lib/editor/new-node.ts';
import { nodeOutPorts } from '#lib/editor/ports.ts';
import type { EditorStore } from '#lib/editor/store.ts';

export interface AddNodeOptions {
  /** Left top corner in canvas pixels; without it the node goes beside the selected one, and is wired to it. */
  position?: Position | null;
  from?: End | undefined;
  splitEdge?: string | undefined;
}

/** Places a node of a type and selects it. Returns its id, or null if it was refused. */
export function placeNode(editor: EditorStore, type: NodeTypeDescription, options: AddNodeOptions = {}): string | null {
  const { definition, selection } = editor.store.getState();
  const [selected] = selection.size === 1 ? selection : [];
  const beside = options.position ? null : (options.from?.node ?? selected ?? null);
  const position = options.position ?? freePlace(definition, beside);
  const from = options.from ?? (options.position ? undefined : freePort(editor, beside));
  const result = editor.dispatch({
    type: 'addNode',
    node: newNode(type, definition, { id: newElementId(), position }),
    ...(from && { from }),
    ...(options.splitEdge && { splitEdge: options.splitEdge }),
  });
  return result.ok ? (result.added[0] ?? null) : null;
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
