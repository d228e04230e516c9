'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { queryKeys } from '#lib/client/query-keys.ts';
import type { Action, Era, Notice } from '#lib/client/playground/playground-session.ts';
import { useWorkspaceView } from '../../layout/workspace-context.tsx';
import { useExchanges } from './use-exchanges.ts';
import { useQuestions } from './use-questions.ts';
import { useSession, type Failure, type PlayedServer } from './use-session.ts';

/** A call, from when it is made to how it ended. */
export interface Call {
  state: 'running' | 'done' | 'failed' | 'canceled';
  notices: readonly Notice[];
  result: Record<string, unknown> | null;
  failure: Failure | null;
  durationMs: number | null;
}

const MOST_NOTICES = 200;
const begun: Call = { state: 'running', notices: [], result: null, failure: null, durationMs: null };

/**
 * A client of the SDK that speaks to a server for the person who is signed in, one call at a time. Another era or version is
 * another connection; what was exchanged before stays on view.
 */
export function usePlayground(server: PlayedServer, era: Era) {
  const { workspace } = useWorkspaceView();
  const cache = useQueryClient();
  const { workflowId } = server;
  const [call, setCall] = useState<Call | null>(null);
  const running = useRef<AbortController | null>(null);
  const { asked, ask, forget: forgetQuestions } = useQuestions();
  const { exchanges, recorder, forget } = useExchanges();
  const onNotice = useCallback(
    (notice: Notice) => setCall((last) => last && { ...last, notices: [...last.notices, notice].slice(-MOST_NOTICES) }),
    [],
  );
  const onEnd = useCallback(() => {
    running.current?.abort();
    forgetQuestions();
  }, [forgetQuestions]);
  const { connection, session, reconnect } = useSession(server, era, { recorder, onQuestion: ask, onNotice, onEnd });

  const run = async (action: Action): Promise<void> => {
    const { failureOf } = await import('#lib/client/playground/playground-session.ts');
    if (!session.current) return;
    const stop = new AbortController();
    running.current = stop;
    const began = performance.now();
    setCall(begun);
    const end = (more: Partial<Call>): void =>
      setCall((last) => last && { ...last, ...more, durationMs: Math.round(performance.now() - began) });
    try {
      end({ state: 'done', result: await session.current.run(action, stop.signal) });
    } catch (error) {
      end(stop.signal.aborted ? { state: 'canceled' } : { state: 'failed', failure: failureOf(error) });
    }
    running.current = null;
    forgetQuestions();
    // The figures above speak of this call, too.
    void cache.invalidateQueries({ queryKey: [...queryKeys.server(workspace.id, workflowId), 'activity'] });
  };

  return {
    connection,
    exchanges,
    call,
    asked,
    run,
    cancel: () => running.current?.abort(),
    reconnect,
    forget,
    clearCall: () => setCall(null),
  };
}

export type Playground = ReturnType<typeof usePlayground>;
