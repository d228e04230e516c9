'use client';
import { useSaid } from '#components/i18n/use-said.ts';
import { useTranslations } from 'next-intl';
import { useCallback, useMemo } from 'react';
import { useProblemText } from '#components/i18n/use-problem-text.ts';
import { isApiProblem } from '#lib/client/api-problem.ts';
import { newTraceId } from '#lib/shared/ids.ts';
import type { Execution } from '#lib/contracts/execution.ts';
import { isEnded } from '#lib/contracts/execution.ts';
import { upstreamIn } from '#lib/editor/loop-scope.ts';
import type { LoopEntries } from '#lib/editor/preview.ts';
import { foldEvent, startedView, viewOfExecution, withStep } from '#lib/editor/run-view.ts';
import type { EditorSession } from '../session/editor-session.ts';
import { useSession } from '../session/editor-context.tsx';

/** Runs of the draft from the editor. The draft is saved first: the server runs what it holds. */
export function useTry() {
  const session = useSession();
  const t = useTranslations('editor.try');
  const problemText = useProblemText();
  const said = useSaid();

  const attempt = useCallback(
    async (work: () => Promise<void>): Promise<void> => {
      const { ui, autosave } = session;
      if (ui.getState().trying) return;
      ui.setState({ trying: true, tryError: null, inputErrors: [], drawer: 'try' });
      try {
        const saved = await autosave.flush();
        if (saved.kind !== 'saved') throw new Error(t('notSaved'));
        await work();
      } catch (error) {
        session.editor.setRun((run) => (run && !isEnded(run.status) ? null : run));
        const refused = isApiProblem(error) ? error.errors.map((fault) => ({ ...fault, ...said(fault) })) : [];
        if (refused.length > 0 && refused.every(({ path }) => /^\/input(?:\/|$)/.test(path))) {
          return ui.setState({ inputErrors: refused });
        }
        const { text, traceId } = isApiProblem(error)
          ? problemText(error)
          : { text: (error as Error).message, traceId: undefined };
        ui.setState({ tryError: { text, traceId, fields: refused } });
      } finally {
        ui.setState({ trying: false });
      }
    },
    [session, t, problemText, said],
  );

  const tryWorkflow = useCallback(
    (trigger: string | undefined, input: unknown) =>
      attempt(async () => {
        const traceId = newTraceId();
        session.editor.setRun(() => startedView(input, traceId));
        session.ui.setState({ stepNodeId: null });
        const execution = await session.client.call('executeWorkflow', {
          params: { id: session.workflow.id },
          traceId,
          body: { mode: 'sync', version: 'draft', input, ...(trigger !== undefined && { trigger }) },
        });
        session.editor.setRun(() => viewOfExecution(execution));
        if (!isEnded(execution.status)) await followToEnd(session, execution);
      }),
    [attempt, session],
  );

  const tryNode = useCallback(
    (nodeId: string) =>
      attempt(async () => {
        const step = await session.client.call('executeNode', {
          params: { id: session.workflow.id, nodeId },
          body: await recordedData(session, nodeId),
        });
        session.editor.setRun((run) => withStep(run, step));
        session.ui.setState({ stepNodeId: nodeId });
      }),
    [attempt, session],
  );
  return useMemo(() => ({ tryWorkflow, tryNode }), [tryWorkflow, tryNode]);
}

/** What the last try left for the steps before this node. */
async function recordedData(
  { editor }: EditorSession,
  nodeId: string,
): Promise<{ input?: unknown; steps: Record<string, unknown>; loops: LoopEntries }> {
  // It evaluates expressions: loaded when it is needed.
  const { loopEntries } = await import('#lib/editor/preview.ts');
  const { definition, run } = editor.store.getState();
  const upstream = upstreamIn(definition, nodeId);
  const steps: Record<string, unknown> = {};
  for (const node of definition.nodes) {
    const step = upstream.has(node.id) ? run?.steps.get(node.id) : undefined;
    if (step?.status === 'success') steps[node.key] = step.output;
  }
  return {
    ...(run && run.input !== null && { input: run.input }),
    steps,
    loops: loopEntries(definition, nodeId, run),
  };
}

/** A run that outlives its answer is followed until it ends. */
function followToEnd({ client, editor }: EditorSession, execution: Execution): Promise<void> {
  return new Promise((resolve) => {
    const stop = client.subscribe('streamExecution', {
      params: { id: execution.id },
      onEvent: (event) => {
        editor.setRun((run) => (run ? foldEvent(run, event) : run));
        if (event.type !== 'execution.finished') return;
        stop();
        client
          .call('getExecution', { params: { id: execution.id } })
          .then((ended) => editor.setRun(() => viewOfExecution(ended)))
          .finally(resolve);
      },
      onRefused: () => resolve(),
    });
  });
}
