'use client';
import { useEffect } from 'react';
import { paletteSearchId } from '../palette/palette-search-id.ts';
import { copySelection, deleteSelection, duplicateSelection, pasteText, selectAll } from './clipboard-actions.ts';
import { useSession } from './editor-context.tsx';
import type { EditorSession } from './editor-session.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [role=dialog]') !== null);

/** Keys that work wherever the focus is, as long as nobody is typing. */
export function useShortcuts(): void {
  const session = useSession();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const handled = event.ctrlKey || event.metaKey ? withControl(session, event) : plain(session, event);
      if (!handled) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    const stopClipboard = listenToClipboard(session);
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true });
      stopClipboard();
    };
  }, [session]);
}

function withControl({ editor, ui, autosave }: EditorSession, event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  const readOnly = editor.store.getState().readOnly;
  if (key === 's') {
    void autosave.flush();
    return true;
  }
  if (key === 'enter' && !readOnly) {
    if (ui.getState().drawer !== 'try') ui.setState({ drawer: 'try' });
    setTimeout(() => document.querySelector<HTMLFormElement>('form[data-try-form]')?.requestSubmit(), 0);
    return true;
  }
  const undoable = !isTyping(event.target) || inDocumentForm(event.target);
  if (undoable && !readOnly && (key === 'z' || key === 'y')) {
    if (key === 'y' || event.shiftKey) editor.redo();
    else editor.undo();
    return true;
  }
  if (isTyping(event.target)) return false;
  if (key === 'a') selectAll(editor);
  else if (key === 'd' && !readOnly) duplicateSelection(editor);
  else return false;
  return true;
}

/** Fields of the inspector show the document: undo in them is the document's. */
function inDocumentForm(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('[data-undo=document]') !== null;
}

function plain({ editor, ui }: EditorSession, event: KeyboardEvent): boolean {
  if (event.altKey || isTyping(event.target)) return false;
  const readOnly = editor.store.getState().readOnly;
  switch (event.key) {
    case 'Delete':
    case 'Backspace':
      if (!readOnly) deleteSelection(editor);
      return true;
    case '?':
      ui.setState({ helpOpen: true });
      return true;
    case '/':
      if (readOnly) return false;
      ui.setState({ paletteOpen: true });
      setTimeout(() => document.getElementById(paletteSearchId)?.focus(), 0);
      return true;
    case 'Escape':
      if (editor.store.getState().selection.size > 0) editor.select([]);
      return false;
    default:
      return false;
  }
}

/** Copy, cut and paste through the browser's own events: they need no permission and cross tabs. */
function listenToClipboard({ editor }: EditorSession): () => void {
  const onCopy = (event: ClipboardEvent): void => {
    if (isTyping(event.target) || (window.getSelection()?.toString() ?? '') !== '') return;
    const text = copySelection(editor);
    if (text === null) return;
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    if (event.type === 'cut' && !editor.store.getState().readOnly) deleteSelection(editor);
  };
  const onPaste = (event: ClipboardEvent): void => {
    if (isTyping(event.target) || editor.store.getState().readOnly) return;
    if (pasteText(editor, event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
  };
  document.addEventListener('copy', onCopy);
  document.addEventListener('cut', onCopy);
  document.addEventListener('paste', onPaste);
  return () => {
    document.removeEventListener('copy', onCopy);
    document.removeEventListener('cut', onCopy);
    document.removeEventListener('paste', onPaste);
  };
}
