import { validateDefinition } from '#lib/engine/validate.ts';
import type { EditorStore } from './store.ts';
import type { Timers } from './timers.ts';

const idleMs = 120;

/**
 * Keeps the store's problems true: validates at once, then whenever the definition or the variables have rested for a moment. The answer
 * stops it.
 */
export function driveValidation(editor: EditorStore, timers: Timers): () => void {
  let cancel: (() => void) | null = null;
  const run = (): void => {
    cancel = null;
    const { definition, variables } = editor.store.getState();
    const names = variables && { variables: Object.keys(variables.values), secretVariables: variables.secret };
    editor.setProblems(validateDefinition(definition, editor.describe, { ...names }));
  };
  const unsubscribe = editor.store.subscribe((state, previous) => {
    if (state.definition === previous.definition && state.variables === previous.variables) return;
    cancel?.();
    cancel = timers.after(idleMs, run);
  });
  run();
  return () => {
    cancel?.();
    unsubscribe();
  };
}
