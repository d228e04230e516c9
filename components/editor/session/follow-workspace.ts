import type { AppEvent } from '#lib/contracts/events.ts';
import { isEnded } from '#lib/contracts/execution.ts';
import { foldEvent } from '#lib/editor/run-view.ts';
import type { EditorSession } from './editor-session.ts';

type Session = Omit<EditorSession, 'start'>;

/**
 * Follows the workspace's events while the editor is open and its page visible (a browser has few connections to
 * give): drafts saved elsewhere, and the steps of a running try.
 */
export function followWorkspace(session: Session): () => void {
  let stop: (() => void) | null = null;
  let interrupted = false;
  const start = (): void => {
    stop ??= session.client.subscribe('streamEvents', {
      onEvent: (event) => {
        if (event.type === 'draft.saved') onDraftSaved(session, event);
        else if (event.type.startsWith('execution.') || event.type.startsWith('step.')) onRunEvent(session, event);
      },
      onState: (state) => {
        if (state === 'open' && interrupted) void checkRevision(session);
        interrupted = state === 'reconnecting';
      },
    });
  };
  const onVisibility = (): void => {
    if (document.visibilityState === 'visible' || session.ui.getState().trying) return start();
    stop?.();
    stop = null;
    interrupted = true;
  };
  onVisibility();
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    stop?.();
  };
}

/** What was missed while nobody listened. An unreachable server says nothing; saving will find out. */
async function checkRevision({ client, workflow, autosave, ui }: Session): Promise<void> {
  const current = await client.call('getWorkflow', { params: { id: workflow.id } }).catch(() => null);
  if (current && autosave.isForeign(current.revision)) ui.setState({ foreignRevision: current.revision });
}

function onDraftSaved({ autosave, ui, workflow }: Session, event: AppEvent): void {
  const { workflowId, revision } = event.data;
  if (workflowId !== workflow.id || typeof revision !== 'number') return;
  if (autosave.isForeign(revision)) ui.setState({ foreignRevision: revision });
}

/** The try's own answer comes at its end; until then its events, known by the trace id that the call was given. */
function onRunEvent({ editor, ui }: Session, event: AppEvent): void {
  if (!ui.getState().trying) return;
  editor.setRun((run) => (run && !isEnded(run.status) ? foldEvent(run, event) : run));
}
