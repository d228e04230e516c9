import type { Node } from '@xyflow/react';
import type { EditorStore } from '#lib/editor/store.ts';

/** The minimap shows each node in its category's colour; loops, groups and notes stay faint. */
export function miniMapColor(editor: EditorStore, flowNode: Node): string {
  const node = editor.store.getState().nodesById.get(flowNode.id);
  if (!node) return 'var(--hover)';
  const type = editor.describe(node.type, node.version);
  if (type?.role === 'container') return 'var(--hover)';
  return type ? `var(--cat-${type.category})` : 'var(--faint)';
}
