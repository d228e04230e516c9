import { validateDefinition } from '#lib/engine/validate.ts';
import type { EditorStore } from './store.ts';
import type { Timers } from './timers.ts';

const idleMs = 120;

/**
 * Keeps the store's problems true: validates at once, then whenever the definition has rested for a moment. The answer
 * stops it.
 */
export function driveValidation(editor: EditorStore, timers: Timers): () => void {
  let cancel: (() => void) | null = null;
  const run = (): void => {
    cancel = null;
    editor.setProblems(validateDefinition(editor.store.getState().definition, editor.describe));
  };
  const unsubscribe = editor.store.subscribe((state, previous) => {
    if (state.definition === previous.definition) return;
    cancel?.();
    cancel = timers.after(idleMs, run);
  });
  run();
  return () => {
    cancel?.();
    unsubscribe();
  };
}
