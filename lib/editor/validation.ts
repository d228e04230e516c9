import { validateDefinition } from '#lib/engine/validate.ts';
import type { EditorStore } from './store.ts';
import type { Timers } from './timers.ts';

const idleMs = 120;

/**
 * Keeps the store's problems true: validates at once, then whenever the definition, or what it may name, has rested for a
 * moment. The answer stops it.
 */
export function driveValidation(editor: EditorStore, timers: Timers): () => void {
  let cancel: (() => void) | null = null;
  const run = (): void => {
    cancel = null;
    const { definition, variables, connections } = editor.store.getState();
    const names = variables && { variables: Object.keys(variables.values), secretVariables: variables.secrets };
    editor.setProblems(
      validateDefinition(definition, editor.describe, { ...names, ...(connections && { connections }) }),
    );
  };
  const unsubscribe = editor.store.subscribe((state, previous) => {
    const same = (['definition', 'variables', 'connections'] as const).every((key) => state[key] === previous[key]);
    if (same) return;
    cancel?.();
    cancel = timers.after(idleMs, run);
  });
  run();
  return () => {
    cancel?.();
    unsubscribe();
  };
}
