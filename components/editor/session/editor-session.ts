import type { ApiClient } from '#lib/client/create-client.ts';
import type { Workflow } from '#lib/contracts/api/workflows.ts';
import type { NodeTypeDescription } from '#lib/contracts/node-type.ts';
import { createAutosave, type Autosave } from '#lib/editor/autosave.ts';
import { createEditorStore, type EditorStore } from '#lib/editor/store.ts';
import { systemTimers } from '#lib/editor/timers.ts';
import { driveValidation } from '#lib/editor/validation.ts';
import { loadDraft, putDraft } from './draft-port.ts';
import { followWorkspace } from './follow-workspace.ts';
import { loadVariables } from './load-variables.ts';
import { createUiStore, type UiStore } from './ui-store.ts';

/** Everything behind one open editor: the document, what is shown, and the ways to the server. */
export interface EditorSession {
  readonly workflow: { id: string; slug: string };
  readonly client: ApiClient;
  readonly editor: EditorStore;
  readonly ui: UiStore;
  readonly autosave: Autosave;
  /** Starts validation, autosave and events; the answer stops them. */
  start(): () => void;
}

export function createEditorSession(
  client: ApiClient,
  workflow: Workflow,
  nodeTypes: readonly NodeTypeDescription[],
  readOnly: boolean,
): EditorSession {
  const editor = createEditorStore({ definition: workflow.definition, nodeTypes, readOnly });
  const ui = createUiStore();
  const autosave = createAutosave(
    {
      read: () => editor.store.getState().definition,
      put: (definition, revision) => putDraft(client, workflow.id, definition, revision),
      load: () => loadDraft(client, workflow.id),
      replace: (definition) => editor.load(definition),
      onState: (save) => ui.setState({ save }),
      timers: systemTimers,
    },
    workflow.revision,
  );
  const session = { workflow: { id: workflow.id, slug: workflow.slug }, client, editor, ui, autosave };
  return { ...session, start: () => startSession(session) };
}

function startSession(session: Omit<EditorSession, 'start'>): () => void {
  const { editor, autosave } = session;
  const stops = [
    driveValidation(editor, systemTimers),
    loadVariables(session),
    editor.store.subscribe((state, previous) => {
      if (state.definition !== previous.definition && !state.readOnly) autosave.changed();
    }),
    followWorkspace(session),
    listen('online', () => autosave.online()),
    listen('beforeunload', (event) => {
      if (autosave.state().kind === 'saved') return;
      void autosave.flush();
      event.preventDefault();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    void autosave.flush();
  };
}

function listen<T extends keyof WindowEventMap>(type: T, handler: (event: WindowEventMap[T]) => void): () => void {
  window.addEventListener(type, handler);
  return () => window.removeEventListener(type, handler);
}
