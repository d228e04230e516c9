'use client';
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { EditorState } from '#lib/editor/store.ts';
import type { EditorSession } from './editor-session.ts';
import type { EditorUi } from './ui-store.ts';

const Context = createContext<EditorSession | null>(null);

export const EditorSessionProvider = Context;

export function useSession(): EditorSession {
  const session = useContext(Context);
  if (!session) throw new Error('useSession needs an editor session above it');
  return session;
}

/** Reads the document's state; redraws only when the selected part changed. */
export function useEditor<T>(selector: (state: EditorState) => T): T {
  return useStore(useSession().editor.store, selector);
}

/** Reads what is shown. */
export function useUi<T>(selector: (ui: EditorUi) => T): T {
  return useStore(useSession().ui, selector);
}
