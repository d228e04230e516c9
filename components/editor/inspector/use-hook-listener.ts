'use client';
import { useCallback, useEffect, useState } from 'react';
import { useProblemText } from '#components/i18n/use-problem-text.ts';
import type { WebhookListener } from '#lib/contracts/api/triggers.ts';
import { useSession } from '../session/editor-context.tsx';

type Listening =
  | { kind: 'idle' }
  | { kind: 'starting' }
  | { kind: 'waiting'; listener: WebhookListener }
  | { kind: 'received'; listener: WebhookListener }
  | { kind: 'over' }
  | { kind: 'failed'; text: string };

const pollMs = 1_000;

/** Waits for one call of a webhook of the draft, or for its form to be filled in. Leaving the node stops waiting. */
export function useHookListener(nodeId: string) {
  const { client, workflow, autosave } = useSession();
  const problemText = useProblemText();
  const [state, setState] = useState<Listening>({ kind: 'idle' });
  const waitingFor = state.kind === 'waiting' ? state.listener : null;

  const start = useCallback(async () => {
    setState({ kind: 'starting' });
    try {
      // The server reads the webhook's settings from the draft.
      await autosave.flush();
      const listener = await client.call('listenWebhook', { params: { id: workflow.id }, body: { nodeId } });
      setState({ kind: 'waiting', listener });
    } catch (error) {
      setState({ kind: 'failed', text: problemText(error).text });
    }
  }, [client, workflow.id, autosave, nodeId, problemText]);

  const stop = useCallback(() => setState({ kind: 'idle' }), []);

  useEffect(() => {
    if (!waitingFor) return;
    const params = { id: workflow.id, listenerId: waitingFor.id };
    const abort = new AbortController();
    let settled = false;
    const settle = (next: Listening): void => {
      settled = true;
      setState(next);
    };
    const look = async (): Promise<void> => {
      try {
        const listener = await client.call('getWebhookListener', { params, signal: abort.signal });
        if (abort.signal.aborted || settled) return;
        if (listener.receivedAt !== null) settle({ kind: 'received', listener });
        else if (Date.parse(listener.expiresAt) <= Date.now()) settle({ kind: 'over' });
      } catch (error) {
        if (abort.signal.aborted || settled) return;
        const over = Date.parse(waitingFor.expiresAt) <= Date.now();
        settle(over ? { kind: 'over' } : { kind: 'failed', text: problemText(error).text });
      }
    };
    const timer = setInterval(() => void look(), pollMs);
    return () => {
      clearInterval(timer);
      abort.abort();
      if (!settled) void client.call('stopWebhookListener', { params }).catch(() => undefined);
    };
  }, [waitingFor, client, workflow.id, problemText]);
  return { state, start, stop };
}
