import { copyElements, copyToText, parseClipboard } from '#lib/editor/clipboard.ts';
import { boxOf, containerBoxes } from '#lib/editor/containers.ts';
import type { Position } from '#lib/editor/command.ts';
import type { EditorStore } from '#lib/editor/store.ts';

/** What was copied last in this page, for when the browser does not let us read its clipboard. */
let lastCopied: string | null = null;

/** The selection as clipboard text, remembered; null if no node is selected. */
export function copySelection(editor: EditorStore): string | null {
  const { definition, selection } = editor.store.getState();
  const text = copyToText(definition, selection);
  if (text !== null) lastCopied = text;
  return text;
}

export async function copyToSystem(editor: EditorStore): Promise<void> {
  const text = copySelection(editor);
  if (text !== null) await navigator.clipboard?.writeText(text).catch(() => undefined);
}

/** Pastes clipboard text; false if it is not ours. */
export function pasteText(editor: EditorStore, text: string, at?: Position): boolean {
  const content = parseClipboard(text);
  if (!content) return false;
  return editor.dispatch({ type: 'paste', content, ...(at && { at }) }).ok;
}

export async function pasteFromSystem(editor: EditorStore, at?: Position): Promise<boolean> {
  const text = await navigator.clipboard?.readText().catch(() => null);
  if (text && pasteText(editor, text, at)) return true;
  return lastCopied !== null && pasteText(editor, lastCopied, at);
}

export function duplicateSelection(editor: EditorStore): void {
  const { definition, selection } = editor.store.getState();
  const content = copyElements(definition, selection);
  if (content) editor.dispatch({ type: 'paste', content });
}

export function deleteSelection(editor: EditorStore): void {
  const { selection } = editor.store.getState();
  if (selection.size > 0) editor.dispatch({ type: 'deleteElements', ids: [...selection] });
}

export function selectAll(editor: EditorStore): void {
  const { definition } = editor.store.getState();
  const layout = definition.layout ?? { groups: [], notes: [] };
  editor.select([...definition.nodes, ...layout.groups, ...layout.notes].map((element) => element.id));
}

/** Draws a titled box around the selected nodes. */
export function groupSelection(editor: EditorStore, id: string, title: string): void {
  const { definition, selection } = editor.store.getState();
  const nodes = definition.nodes.filter((node) => selection.has(node.id));
  if (nodes.length === 0) return;
  const around = containerBoxes(definition, editor.describe);
  const boxes = nodes.map((node) => boxOf(node, around, editor.describe));
  const left = Math.min(...nodes.map((node) => node.position.x)) - 24;
  const top = Math.min(...nodes.map((node) => node.position.y)) - 48;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + 24;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + 32;
  const size = { width: right - left, height: bottom - top };
  editor.dispatch({ type: 'addGroup', group: { id, title, position: { x: left, y: top }, size } });
}
